//! A printed number: what is read prints and reads again as the same amount.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tongbi::model::{Amount, AmountUnit, PrintedNumber};

fuzz_target!(|text: &str| {
    let Ok(Some(number)) = PrintedNumber::parse(text) else { return };
    for unit in AmountUnit::ALL {
        let Ok((amount, _)) = Amount::from_printed(&number, unit) else { continue };
        let printed = amount.print(AmountUnit::Yuan, 2);
        if let Ok(Some(again)) = PrintedNumber::parse(&printed) {
            let again = Amount::from_printed(&again, AmountUnit::Yuan).map(|(amount, _)| amount.fen());
            assert_eq!(again.ok(), Some(amount.fen()), "{text:?} in {unit}");
        }
    }
});
