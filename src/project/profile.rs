//! 项目的资料: the profile of a unit, made of the texts that were typed for it.

use super::entry::{Entry, FindingState, Insertion, Recoding, Text};
use super::keeping::Project;
use crate::Error;
use crate::model::{Place, sha256};
use crate::present::explanation::{Form, Profile};
use crate::source::Limits;

impl Project {
    /// The profile of a unit. A text that is not what its key asks for is left out and returned with the reason.
    ///
    /// # Errors
    /// The project cannot be read.
    pub fn profile(&self, unit: &str) -> Result<(Profile, Vec<(Text, String)>), Error> {
        let (mut profile, mut faults) = (Profile::default(), Vec::new());
        for text in self.texts(unit)? {
            if let Err(fault) = text.put_into(&mut profile) {
                faults.push((text, fault));
            }
        }
        Ok((profile, faults))
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
        let lists = [
            ("profile", Text::FILE),
            ("baseline", FindingState::FILE),
            ("bridge", Recoding::FILE),
            ("charts", Insertion::FILE),
        ];
        for (option, file) in lists {
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
    /// Why the text is not what its key asks for.
    pub fn fault(&self) -> Option<String> {
        self.put_into(&mut Profile::default()).err()
    }

    /// Says the text in a profile, unless it is empty.
    ///
    /// # Errors
    /// It is not what its key asks for; the reason.
    pub fn put_into(&self, profile: &mut Profile) -> Result<(), String> {
        let key = self.key().ok_or_else(|| format!("没有“{}”这一处", self.key))?;
        match self.text.trim() {
            "" => Ok(()),
            text => profile.put(&key, text, &Place::file(Self::FILE)).map_err(str::to_owned),
        }
    }
}
