/// A key, and the approval that it signed: made by `ssh-keygen` with the software authenticator of
/// OpenSSH's own tests (sk-dummy.so of Debian's openssh-tests).
struct RecordedKey: Sendable {
  var line: String
  /// The blob in base64, as the armour holds it.
  var signature: String

  /// What each of them signed, for the bundle change-T-1 whose SHA256SUMS is "sums\n".
  static let approval =
    #"{"apiVersion":"handoff/v1","bundleId":"change-T-1","created":"2026-11-21T12:00:00Z","decision":"approved","expires":null,"maxRuns":1,"parameters":null,"principal":"olga@x","reason":null,"role":"change-approver","sums":"c001d0d1d2da2d23b87521529826ff1bb00c6afaac20b652c0871905c84d1508","target":null,"waivers":null,"window":null}"#

  /// `ssh-keygen -t ed25519`.
  static let plain = RecordedKey(
    line:
      "ssh-ed25519 "
      + "AAAAC3NzaC1lZDI1NTE5AAAAII0xLrSddfMj3ZQPS4oc0786xEHWkQl3jAjgWqmKK7yO",
    signature:
      "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgjTEutJ118yPdlA9LihzTvzrEQdaRCXeMCOBaqYor"
      + "vI4AAAAQaGFuZG9mZi1hcHByb3ZhbAAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUxOQAAAEDyrLdg"
      + "mm3eBuPPLOxtAM4wTAlSRnPBEh7D9pN5NniizhkmNWSbZDtuFWiIb9otkuQvZxFR5Oy4VlTYu5jw4VUE")
  /// `ssh-keygen -t ed25519-sk -O no-touch-required`.
  static let untouched = RecordedKey(
    line:
      "sk-ssh-ed25519@openssh.com "
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIGF8kfMsV8WsiQEDH6xqbNTYOA6dda69+AmAwU3t"
      + "sI7CAAAABHNzaDo=",
    signature:
      "U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgYXyR8yxXxayJAQMfrGps"
      + "1Ng4Dp11rr34CYDBTe2wjsIAAAAEc3NoOgAAABBoYW5kb2ZmLWFwcHJvdmFsAAAAAAAAAAZzaGE1MTIAAABn"
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAQEdp3vphxwxkSzBYAYI4N5sWtqzL6B8+yLVtvOo5"
      + "WLtC1VRm92rnxywf7QzAwlKnh81zfHKLpLKx+fR9BZ1l3AoAEjRWeA==")
  /// `ssh-keygen -t ed25519-sk`.
  static let touched = RecordedKey(
    line:
      "sk-ssh-ed25519@openssh.com "
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIO1y/hO6z95Sqe+CErPpdmKiONYwfPYOce9SO/z5"
      + "x/HKAAAABHNzaDo=",
    signature:
      "U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAg7XL+E7rP3lKp74ISs+l2"
      + "YqI41jB89g5x71I7/PnH8coAAAAEc3NoOgAAABBoYW5kb2ZmLWFwcHJvdmFsAAAAAAAAAAZzaGE1MTIAAABn"
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAQCZ6bYyM/W6zWzXWSKhMvUae4dRlgyKayswPDP66"
      + "zOwlh6kpdj5gq2SYIYsYsVuKu2Fid7cTSCGeJ2z0pOSuVQ4BEjRWeA==")
  /// `ssh-keygen -t ed25519-sk -O verify-required`.
  static let verified = RecordedKey(
    line:
      "sk-ssh-ed25519@openssh.com "
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIBg+KfPpkkJwjPr8aa3kh4Et4znz+SmOT4fVwrYt"
      + "8QwiAAAABHNzaDo=",
    signature:
      "U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgGD4p8+mSQnCM+vxpreSH"
      + "gS3jOfP5KY5Ph9XCti3xDCIAAAAEc3NoOgAAABBoYW5kb2ZmLWFwcHJvdmFsAAAAAAAAAAZzaGE1MTIAAABn"
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAQEausmkOG/F1aq5z598JPGanZy06RzfxT/EbzRNQ"
      + "OnTFZuAEkffZ1++VyeWK4Mfrzyrgq+jFORrPHBAE+s1TiAMFEjRWeA==")
  static let touchedECDSA = RecordedKey(
    line:
      "sk-ecdsa-sha2-nistp256@openssh.com "
      + "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBFmqzEbbbfC0"
      + "voU8dLzKuT5tNdM3aqsye70x+YZYI5AkMq/9gVwANdAUFfz/QFdM3wdw2IpgCwxnjNnz/qpvGBUAAAAEc3No"
      + "Og==",
    signature:
      "U1NIU0lHAAAAAQAAAH8AAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAAhuaXN0cDI1"
      + "NgAAAEEEWarMRttt8LS+hTx0vMq5Pm010zdqqzJ7vTH5hlgjkCQyr/2BXAA10BQV/P9AV0zfB3DYimALDGeM"
      + "2fP+qm8YFQAAAARzc2g6AAAAEGhhbmRvZmYtYXBwcm92YWwAAAAAAAAABnNoYTUxMgAAAHcAAAAic2stZWNk"
      + "c2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEgAAAAgDgp4NUsmy5NS6BfJdU8ZrRBmRIe1ewbPVXws"
      + "2V08v4sAAAAgdRb48yNzhwJ46ZfOaZjhqDFJ/aUn54EgknRiYrqgEJQBEjRWeA==")
  static let verifiedECDSA = RecordedKey(
    line:
      "sk-ecdsa-sha2-nistp256@openssh.com "
      + "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBFd5TsKXpCk0"
      + "jf0NqRXc6yZrDMFc0EiEd2E9yxyYY7CjX4KNs5uuGux1fa6R9P/eZtb9hZ+5gIaQ6hstoAeCXNQAAAAEc3No"
      + "Og==",
    signature:
      "U1NIU0lHAAAAAQAAAH8AAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAAhuaXN0cDI1"
      + "NgAAAEEEV3lOwpekKTSN/Q2pFdzrJmsMwVzQSIR3YT3LHJhjsKNfgo2zm64a7HV9rpH0/95m1v2Fn7mAhpDq"
      + "Gy2gB4Jc1AAAAARzc2g6AAAAEGhhbmRvZmYtYXBwcm92YWwAAAAAAAAABnNoYTUxMgAAAHkAAAAic2stZWNk"
      + "c2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEoAAAAhAKNUON9XDOJzcYI0oBg1mgsVJLhho4js2Lpn"
      + "vwNGkTylAAAAIQDaRZZy9FPRXU6e2FkgP1gzzWdJP4cxGnnnh2NEAWQmmAUSNFZ4")

  var armour: [UInt8] { Self.armour(signature) }

  static func armour(_ base64: String) -> [UInt8] {
    var lines = ["-----BEGIN SSH SIGNATURE-----"]
    var rest = Substring(base64)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(70)))
      rest = rest.dropFirst(70)
    }
    return Array((lines + ["-----END SSH SIGNATURE-----", ""]).joined(separator: "\n").utf8)
  }
}
