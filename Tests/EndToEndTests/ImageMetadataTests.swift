import TestSupport
import Testing

/// What stands beside the pixels of a picture; read by other people's tools.
@Suite struct ImageMetadataTests {
  private let scene = RedactScene()

  @Test func `of a picture's metadata nothing is in its redacted copy`() async throws {
    try await scene.shell(
      """
      pictures() { python3 -B "\(Self.program)" "$@"; }
      mkdir in; pictures metadata in
      "$HANDOFF" redact in -o out 2> messages
      grep -q 'left out in/pages.tiff: ' messages
      pictures check-metadata in out
      # One by one, too.
      mkdir each
      for picture in in/*; do
        case $picture in
        in/pages.tiff) fails 1 'several pages' "$HANDOFF" redact "$picture" -o no ;;
        *) "$HANDOFF" redact "$picture" -o "each/${picture#in/}" ;;
        esac
      done
      pictures check-metadata in each
      # What checks finds what is there.
      never pictures check-metadata in in 2> found
      for kind in text ztxt itxt zitxt icc artist user xmp iptc caption comment; do
        grep -q "planted-otter-$kind" found || { echo "not checked: $kind"; exit 1; }
      done
      grep -q 'IFD1:ThumbnailImage' found; grep -q 'GPS:GPSLatitude' found
      grep -q 'behind.png: 154 bytes behind its end' found
      """)
  }

  private static var program: String { Fixture.path("Images/pictures.py", beside: #filePath) }
}
