// Leptonica, Tesseract and ZBar, found at run time: none of them is needed to build, and a process
// that meets no picture never loads them. One thread at a time.
#ifndef CPICTURES_H
#define CPICTURES_H

#include <stddef.h>
#include <stdint.h>

// What wasn't found.
enum {
  CPIC_LEPTONICA = 1,
  CPIC_TESSERACT = 2,
  CPIC_ZBAR = 4,
  CPIC_LANGUAGE = 8,
};

// Loads the libraries from fixed folders. Returns what is missing, 0 where nothing is.
unsigned cpic_load(void);

typedef enum { CPIC_PNG = 1, CPIC_JPEG, CPIC_WEBP, CPIC_TIFF, CPIC_PDF } cpic_format;

typedef struct {
  cpic_format format;
  uint32_t width, height;
} cpic_header;

// A page in memory: Leptonica's Pix.
typedef struct Pix cpic_page;

// What the header says, before anything is decoded. Returns 0 where it is none of the formats.
int cpic_read_header(const uint8_t *bytes, size_t count, cpic_header *header);
// The size of a TIFF's page. Returns 0 where there is no such page.
int cpic_read_tiff_header(const uint8_t *bytes, size_t count, uint32_t page, cpic_header *header);

// Decodes a picture to 32 bits a pixel on white. Returns NULL where it can't; the caller frees it.
cpic_page *cpic_decode(const uint8_t *bytes, size_t count);
// A TIFF's page; *offset is 0 for the first, and 0 again behind the last.
cpic_page *cpic_decode_tiff(const uint8_t *bytes, size_t count, size_t *offset);
// A page of the pixels given as red, green, blue.
cpic_page *cpic_make(const uint8_t *pixels, uint32_t width, uint32_t height);
void cpic_free(cpic_page *page);
uint32_t cpic_width(const cpic_page *page);
uint32_t cpic_height(const cpic_page *page);
// Turns a page as an EXIF orientation says, 1 to 8. Returns a new page, or NULL.
cpic_page *cpic_orient(cpic_page *page, unsigned orientation);

typedef struct {
  int64_t x, y, width, height;
} cpic_box;

// Makes a box around text as large as the ink that directly goes on from it: above and below by a part
// of its height, to the left (sides & 1) and to the right (sides & 2) up to a blank.
void cpic_stretch(const cpic_page *page, cpic_box *box, uint32_t sides);

// Finds even rectangles in black (no channel over `most`) between other grounds, as large as a label's.
void cpic_find_labels(cpic_page *page, uint32_t most, void *context,
                      void (*take)(void *context, const cpic_box *box));

// Turns it clockwise, onto white; the middle stays the middle. Returns a new page, or NULL.
cpic_page *cpic_turn(cpic_page *page, double degrees);

// Half as wide and half as high. Returns a new page, or NULL.
cpic_page *cpic_halve(cpic_page *page);

// Makes a rectangle black, which may reach over the page's edges.
void cpic_fill(cpic_page *page, const cpic_box *box);

// Writes the first of the texts that fits into a black rectangle; none where none does. ASCII.
void cpic_label(cpic_page *page, const cpic_box *box, const char *text, const char *shorter);

// Encodes pages; only a TIFF and a PDF take several. The bytes hold pixels and what a decoder needs,
// and nothing else. Returns 0 on success; *bytes is freed by cpic_free_bytes.
int cpic_encode(cpic_page *const *pages, size_t count, cpic_format format, unsigned resolution,
                uint8_t **bytes, size_t *length);
void cpic_free_bytes(void *bytes);
// A text's length, as strlen tells it.
size_t cpic_length(const char *text);

// How a page is prepared for reading.
typedef struct {
  double scale;
  // Each place gets dark text on light by what surrounds it, so far in pixels; 0 for the page as a
  // whole.
  int reach;
  // Not 0: it gets black on white by how far each pixel is from its surroundings, whatever the
  // colours; by how much it must differ at least, of 255.
  int contrast;
  // Tesseract's page segmentation mode.
  int segmentation;
} cpic_setting;

// The height of most of a page's words in its pixels, told without reading them; 0 where none are found.
uint32_t cpic_type_height(cpic_page *page);

typedef struct {
  // In the page's pixels.
  int32_t x, y, width, height;
  // 0 to 100.
  int32_t confidence;
  const char *text;
  // Where the sign of each byte of the text begins, in the page's pixels; NULL where that isn't told.
  const int32_t *starts;
} cpic_word;

// What looks like a letter; in the page's pixels.
typedef struct {
  int32_t x, y, width, height;
  // More than one where they touch.
  int32_t letters;
} cpic_letter;

// Letters that stand in a row, in whatever direction, as ink tells: nothing is read.
typedef struct {
  // Of its direction; clockwise, 0 from left to right.
  double degrees;
  const cpic_letter *letters;
  int32_t count;
} cpic_row;

// Finds rows of six letters and more and hands each over. Their ink differs by more than `variety` of
// its mean. Returns 0 on success.
int cpic_find_rows(cpic_page *page, double variety, void *context,
                   void (*take)(void *context, const cpic_row *row));

// Reads words and hands each over. Returns 0 on success.
int cpic_read_words(cpic_page *page, const cpic_setting *setting, void *context,
                    void (*take)(void *context, const cpic_word *word));

typedef struct {
  int32_t x, y, width, height;
  const char *data;
  uint32_t length;
} cpic_code;

// Reads QR and bar codes. Returns 0 on success.
int cpic_read_codes(cpic_page *page, void *context,
                    void (*take)(void *context, const cpic_code *code));

// Whether pdftoppm is there.
int cpic_can_draw(void);
// One page of a PDF, drawn by pdftoppm, as PPM; from 1. Returns 0 on success, 1 where there is no such
// page, -1 where it failed; *bytes is freed by cpic_free_bytes.
int cpic_draw_page(const uint8_t *pdf, size_t count, unsigned page, unsigned resolution, size_t limit,
                   uint8_t **bytes, size_t *length);

// Bounds this process: bytes of memory, and no file or core of it is ever written.
void cpic_bound(uint64_t memory);
// Seconds of processor time from now on.
void cpic_bound_time(unsigned seconds);

#endif
