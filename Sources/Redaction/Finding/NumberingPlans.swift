/// What the registries of phone numbers and bank accounts have given out.
enum NumberingPlans {
  private static let twoDigits: Set<Int> = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56,
    57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
  ]
  private static let threeDigits: [ClosedRange<Int>] = [
    211...213, 216...216, 218...218, 220...258, 260...269, 290...291, 297...299, 350...359,
    370...378, 380...383, 385...387, 389...389, 420...421, 423...423, 500...509, 590...599,
    670...670, 672...683, 685...692, 800...800, 808...808, 850...850, 852...853, 855...856,
    870...870, 878...878, 880...883, 886...886, 888...888, 960...968, 970...977, 979...979,
    992...996, 998...998,
  ]

  /// Whether an international number begins with a country code (ITU-T E.164) and has digits enough.
  ///
  /// - Parameter start: the first three digits.
  static func isPhone(_ start: Int, digits: Int) -> Bool {
    switch start / 100 {
    case 1: digits == 11 && start / 10 % 10 > 1
    case 7: digits == 11
    default: twoDigits.contains(start / 10) || threeDigits.contains { $0.contains(start) }
    }
  }

  /// The lengths of IBANs in the registry of ISO 13616.
  private static let accounts: StaticString = """
    AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24\
    FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32\
    LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24\
    RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30
    """

  /// The length of an IBAN of the country that two letters name.
  static func accountLength(_ first: UInt8, _ second: UInt8) -> Int? {
    let table = UnsafeBufferPointer(start: accounts.utf8Start, count: accounts.utf8CodeUnitCount)
    for index in stride(from: 0, to: table.count, by: 4)
    where table[index] == first && table[index + 1] == second {
      return Int(table[index + 2] - 0x30) * 10 + Int(table[index + 3] - 0x30)
    }
    return nil
  }
}
