import Testing

@testable import Redaction

@Suite struct NationalNumbersTests {
  /// Made up, but for the specimens that the schemes' keepers publish.
  private static let numbers: [(CheckScheme, String)] = [
    (.ean13, "756.9217.0769.85"), (.ean13, "7569929160569"),
    (.auMedicare, "2123 45670 1"), (.auMedicare, "6502156256"), (.auTFN, "123 456 782"),
    (.auTFN, "674167441"), (.beNationalNumber, "85.07.30-033.28"),
    (.beNationalNumber, "72101841545"), (.brCNPJ, "11.222.333/0001-81"),
    (.brCNPJ, "26783324000137"), (.fiHETU, "131052-308T"), (.fiHETU, "240764-177B"),
    (.nlBSN, "111222333"), (.nlBSN, "890695313"), (.noFodselsnummer, "030484 27676"),
    (.noFodselsnummer, "22025327350"), (.plPESEL, "44051401359"), (.plPESEL, "61021810049"),
    (.ptNIF, "123456789"), (.ptNIF, "217478638"), (.roCNP, "1800101221144"),
    (.roCNP, "2770524445643"), (.trKimlik, "10000000146"), (.trKimlik, "67301313970"),
    (.ukNHS, "943 476 5919"), (.ukNHS, "6726688598"), (.luhn, "046 454 286"),
    (.sePersonnummer, "811218-9876"),
    (.sePersonnummer, "8006181062"),
  ]

  private func accepts(_ scheme: CheckScheme, _ text: some Sequence<UInt8>) -> Bool {
    Array(text).withUnsafeBytes { scheme.accepts($0) }
  }

  @Test(arguments: numbers)
  func `a number passes, and with any one digit changed, missing or added it doesn't`(
    scheme: CheckScheme, number: String
  ) {
    let digits = Array(number.utf8)
    #expect(accepts(scheme, digits))
    for index in digits.indices where (0x30...0x39).contains(digits[index]) {
      // What follows the check digit of a Medicare number is free.
      if scheme == .auMedicare, digits[index...].filter({ (0x30...0x39).contains($0) }).count < 2 {
        continue
      }
      var wrong = digits
      for digit in UInt8(0x30)...0x39 where digit != digits[index] {
        wrong[index] = digit
        #expect(!accepts(scheme, wrong), "\(String(decoding: wrong, as: UTF8.self))")
      }
    }
    guard scheme != .luhn else { return }
    for text in ["", "1", "12345678", number + number] { #expect(!accepts(scheme, text.utf8)) }
  }
}
