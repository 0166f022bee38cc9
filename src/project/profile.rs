//! 项目的资料: the profile of a unit, made of the texts that were typed for it.

use super::entry::{Entry, FindingState, Text};
use super::keeping::Project;
use crate::Error;
use crate::model::sha256;
use crate::present::explanation::{Form, Profile, ProfileKey};
use crate::source::Limits;

impl Project {
    /// The profile of a unit. A text that is not what its key asks for is left out and returned with the reason.
    ///
    /// # Errors
    /// The project cannot be read.
    pub fn profile(&self, unit: &str) -> Result<(Profile, Vec<(Text, String)>), Error> {
        let (mut good, mut faults) = (Vec::<(ProfileKey, String)>::new(), Vec::new());
        for text in self.texts(unit)? {
            match text.check() {
                Ok(key) => good.push((key, text.text)),
                Err(fault) => faults.push((text, fault)),
            }
        }
        Ok((Profile::typed(&good)?, faults))
    }

    /// The profile of a unit for a form.
    ///
    /// # Errors
    /// As [`Project::profile`].
    pub fn profile_for(&self, unit: &str, form: Option<Form>) -> Result<Profile, Error> {
        Ok(Profile { form, ..self.profile(unit)?.0 })
    }

    /// The lists that change what reports say, with their fingerprints, for the manifest.
    ///
    /// # Errors
    /// A list cannot be read.
    pub fn fingerprints(&self) -> Result<Vec<(String, String)>, Error> {
        let mut all = Vec::new();
        for (option, file) in [("profile", Text::FILE), ("baseline", FindingState::FILE)] {
            let path = self.folder().join(file);
            if path.exists() {
                let fingerprint = sha256(&crate::source::read(&path, &Limits::default())?);
                all.push((option.to_owned(), format!("{file} sha256:{fingerprint}")));
            }
        }
        Ok(all)
    }
}

impl Text {
    /// What the text is for, if it is what that asks for.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check(&self) -> Result<ProfileKey, String> {
        let key = self.key().ok_or_else(|| format!("没有“{}”这一处", self.key))?;
        match Profile::typed(&[(key.clone(), self.text.clone())]) {
            Ok(_) => Ok(key),
            // The message begins with the place in a file that no user sees.
            Err(error) => Err(error.to_string().rsplit('：').next().unwrap_or_default().to_owned()),
        }
    }
}
