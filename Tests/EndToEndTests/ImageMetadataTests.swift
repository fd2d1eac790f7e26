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
      "$HANDOFF" redact in -o out
      pictures check-metadata in out
      # One by one, too.
      mkdir each
      for picture in in/*; do "$HANDOFF" redact "$picture" -o "each/${picture#in/}"; done
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

  @Test func `a TIFF of several pages keeps them all, and pictures stand as they were held`()
    async throws
  {
    try await scene.shell(
      """
      pictures() { python3 -B "\(Self.program)" "$@"; }
      mkdir in; pictures pages in
      "$HANDOFF" redact in -o out
      pictures check-pages out
      # What checks finds what is there.
      never pictures check-pages in 2> found
      for what in 'pages.tiff: amber' 'pages.tiff: a mark' 'turned.tiff: page 7' 'held6.png: page 1'; do
        grep -q "$what" found || { echo "not checked: $what"; exit 1; }
      done
      tar -cf pages.tar -C in pages.tiff; "$HANDOFF" redact pages.tar -o clean.tar
      mkdir packed; tar -xf clean.tar -C packed; cmp packed/pages.tiff out/pages.tiff
      """)
  }

  private static var program: String { Fixture.path("Images/pictures.py", beside: #filePath) }
}
