/// Published schemes of check digits, by the names that rule files use.
public enum CheckScheme: String, CaseIterable, Sendable {
  /// ISO/IEC 7812-1, the check digit of payment cards.
  case luhn
  /// ISO 7064 MOD 97-10 as ISO 13616 uses it: the IBAN.
  case mod97
  /// Verhoeff 1969: the check digit of India's Aadhaar.
  case verhoeff
  /// The last six of a GitHub token: CRC-32 of what stands before, in base 62.
  case crc32Base62 = "crc32-base62"
  /// GS1: thirteen digits, weighted 1 and 3.
  case ean13
  // States' numbers, see ``NationalNumbers``.
  case auMedicare = "au-medicare"
  case auTFN = "au-tfn"
  case beNationalNumber = "be-national-number"
  case brCNPJ = "br-cnpj"
  case fiHETU = "fi-hetu"
  case nlBSN = "nl-bsn"
  case noFodselsnummer = "no-fodselsnummer"
  case plPESEL = "pl-pesel"
  case ptNIF = "pt-nif"
  case roCNP = "ro-cnp"
  case sePersonnummer = "se-personnummer"
  case trKimlik = "tr-kimlik"
  case ukNHS = "uk-nhs"

  func accepts(_ value: UnsafeRawBufferPointer) -> Bool {
    var digits: [UInt8] { value.filter { (0x30...0x39).contains($0) }.map { $0 - 0x30 } }
    var numbers: [Int] { digits.map(Int.init) }
    return switch self {
    case .luhn: Checksums.luhn(digits)
    case .mod97: Checksums.mod97(value)
    case .verhoeff: Checksums.verhoeff(digits)
    case .crc32Base62: Checksums.crc32Base62(value)
    case .ean13: NationalNumbers.ean13(numbers)
    case .auMedicare: NationalNumbers.auMedicare(numbers)
    case .auTFN: NationalNumbers.auTFN(numbers)
    case .beNationalNumber: NationalNumbers.beNationalNumber(numbers)
    case .brCNPJ: NationalNumbers.brCNPJ(numbers)
    case .fiHETU: NationalNumbers.fiHETU(value)
    case .nlBSN: NationalNumbers.nlBSN(numbers)
    case .noFodselsnummer: NationalNumbers.noFodselsnummer(numbers)
    case .plPESEL: NationalNumbers.plPESEL(numbers)
    case .ptNIF: NationalNumbers.ptNIF(numbers)
    case .roCNP: NationalNumbers.roCNP(numbers)
    case .sePersonnummer: NationalNumbers.sePersonnummer(digits)
    case .trKimlik: NationalNumbers.trKimlik(numbers)
    case .ukNHS: NationalNumbers.ukNHS(numbers)
    }
  }
}
