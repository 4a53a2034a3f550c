//! Mistakes in deriving the key, and in writing the signature.

use crate::signature::client::{Derivation, SignatureEncoding, Tc3Client};
use crate::signature::diagnostic::Part;
use crate::signature::suspects::search::Search;

pub(super) fn add(search: &mut Search<'_, Tc3Client>) {
    let help = "derive the key as documented: \"TC3\" + SecretKey, then date, service and `tc3_request`, on bytes";
    for (derivation, what) in [
        (Derivation::HexKeys, "the hexadecimal form of each key was used instead of its bytes"),
        (Derivation::WithoutPrefix, "the signing key was derived without the prefix `TC3`"),
        (Derivation::WithoutTerminator, "the signing key was derived without the last step, `tc3_request`"),
        (Derivation::OnlyDate, "the signing key was derived from the date alone"),
        (Derivation::ServiceFirst, "the signing key was derived with the service before the date"),
        (Derivation::Swapped, "key and message are swapped in HMAC"),
        (Derivation::None, "the string was signed with the secret key itself instead of a derived key"),
    ] {
        search.add(Part::Key, what, help, |client| client.derivation = derivation);
    }
    let help = "write the signature in lower-case hexadecimal";
    for (encoding, what) in [
        (SignatureEncoding::UpperHex, "the signature is in upper case"),
        (SignatureEncoding::Base64, "the signature is in Base64"),
    ] {
        search.add(Part::Encoding, what, help, |client| client.encoding = encoding);
    }
}
