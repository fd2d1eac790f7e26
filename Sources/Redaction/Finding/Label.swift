/// What a form says beside a field, where its value would stand: `"password": "Mot de passe"`,
/// `"token": "Token is required"`.
enum Label {
  private static let names = WordSet([
    "password", "password:", "passwort", "kennwort", "mot de passe", "contraseña", "contrasena",
    "senha", "wachtwoord", "hasło", "lösenord", "heslo", "parola", "şifre", "adgangskode",
    "passord", "salasana", "jelszó", "пароль", "Пароль", "密码", "密碼", "パスワード", "비밀번호",
    "passphrase", "api key", "api token", "access token", "access key", "secret key",
    "client secret", "private key", "token", "refresh token", "current password", "new password",
  ])
  private static let words = WordSet([
    "password", "passwords", "passwort", "kennwort", "passphrase", "contraseña", "senha",
    "wachtwoord", "token", "tokens",
  ])

  static func isOne(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 5, value.count <= 120 else { return false }
    if names.contains(value) { return true }
    guard value.contains(0x20),
      value.allSatisfy({ Bytes.isLetter($0) || $0 >= 0x80 || " .,!?'*:()-".utf8.contains($0) })
    else { return false }
    return value.split(whereSeparator: { $0 < 0x80 && !Bytes.isLetter($0) }).contains {
      words.contains(UnsafeRawBufferPointer(rebasing: $0))
    }
  }
}
