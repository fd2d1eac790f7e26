#ifndef CPICTURES_INTERNAL_H
#define CPICTURES_INTERNAL_H

#include "CPictures.h"

#include <stdarg.h>
#include <stdbool.h>
#include <sys/types.h>

// The libraries' headers aren't there when this is built: these are their documented prototypes.
typedef struct Pix PIX;
typedef struct Pixa PIXA;
typedef struct Boxa BOXA;
typedef struct L_Bmf L_BMF;
typedef struct tiff TIFF;
typedef struct TessBaseAPI TessBaseAPI;
typedef struct TessResultIterator TessResultIterator;
typedef struct TessPageIterator TessPageIterator;

// Name, result, arguments.
#define LEPTONICA_FUNCTIONS(F)                                                                   \
  F(setMsgSeverity, int32_t, (int32_t))                                                          \
  F(pixReadMem, PIX *, (const uint8_t *, size_t))                                                \
  F(pixReadHeaderMem, int32_t,                                                                   \
    (const uint8_t *, size_t, int32_t *, int32_t *, int32_t *, int32_t *, int32_t *, int32_t *)) \
  F(readHeaderMemTiff, int32_t,                                                                  \
    (const uint8_t *, size_t, int32_t, int32_t *, int32_t *, int32_t *, int32_t *, int32_t *,    \
     int32_t *, int32_t *))                                                                      \
  F(pixReadMemFromMultipageTiff, PIX *, (const uint8_t *, size_t, size_t *))                     \
  F(pixCreate, PIX *, (int32_t, int32_t, int32_t))                                               \
  F(pixDestroy, void, (PIX **))                                                                  \
  F(pixGetWidth, int32_t, (const PIX *))                                                         \
  F(pixGetHeight, int32_t, (const PIX *))                                                        \
  F(pixGetDepth, int32_t, (const PIX *))                                                         \
  F(pixGetWpl, int32_t, (const PIX *))                                                           \
  F(pixGetData, uint32_t *, (const PIX *))                                                       \
  F(pixSetText, int32_t, (PIX *, const char *))                                                  \
  F(pixSetResolution, int32_t, (PIX *, int32_t, int32_t))                                        \
  F(pixRemoveAlpha, PIX *, (PIX *))                                                              \
  F(pixConvertTo32, PIX *, (PIX *))                                                              \
  F(pixConvertTo8, PIX *, (PIX *, int32_t))                                                      \
  F(pixScale, PIX *, (PIX *, float, float))                                                      \
  F(pixInvert, PIX *, (PIX *, PIX *))                                                            \
  F(pixBlockconv, PIX *, (PIX *, int32_t, int32_t))                                              \
  F(pixRotateOrth, PIX *, (PIX *, int32_t))                                                      \
  F(pixRotate, PIX *, (PIX *, float, int32_t, int32_t, int32_t, int32_t))                        \
  F(pixThresholdToBinary, PIX *, (PIX *, int32_t))                                               \
  F(pixConnCompBB, BOXA *, (PIX *, int32_t))                                                     \
  F(boxaGetCount, int32_t, (const BOXA *))                                                       \
  F(boxaGetBoxGeometry, int32_t,                                                                 \
    (const BOXA *, int32_t, int32_t *, int32_t *, int32_t *, int32_t *))                         \
  F(boxaDestroy, void, (BOXA **))                                                                \
  F(pixFlipLR, PIX *, (PIX *, PIX *))                                                            \
  F(bmfCreate, L_BMF *, (const char *, int32_t))                                                 \
  F(bmfDestroy, void, (L_BMF **))                                                                \
  F(bmfGetStringWidth, int32_t, (L_BMF *, const char *, int32_t *))                              \
  F(bmfGetBaseline, int32_t, (L_BMF *, char, int32_t *))                                         \
  F(pixSetTextline, int32_t,                                                                     \
    (PIX *, L_BMF *, const char *, uint32_t, int32_t, int32_t, int32_t *, int32_t *))            \
  F(pixWriteMem, int32_t, (uint8_t **, size_t *, PIX *, int32_t))                                \
  F(pixWriteMemJpeg, int32_t, (uint8_t **, size_t *, PIX *, int32_t, int32_t))                   \
  F(pixWriteMemWebP, int32_t, (uint8_t **, size_t *, PIX *, int32_t, int32_t))                   \
  F(pixaCreate, PIXA *, (int32_t))                                                               \
  F(pixaAddPix, int32_t, (PIXA *, PIX *, int32_t))                                               \
  F(pixaDestroy, void, (PIXA **))                                                                \
  F(pixaConvertToPdfData, int32_t,                                                               \
    (PIXA *, int32_t, float, int32_t, int32_t, const char *, uint8_t **, size_t *))

// libtiff's, the same that Leptonica reads with.
typedef void cpic_tiff_handler(const char *, const char *, va_list);
typedef ssize_t cpic_tiff_transfer(void *, void *, ssize_t);
#define TIFF_FUNCTIONS(F)                                                                        \
  F(TIFFSetErrorHandler, cpic_tiff_handler *, (cpic_tiff_handler *))                             \
  F(TIFFSetWarningHandler, cpic_tiff_handler *, (cpic_tiff_handler *))                           \
  F(TIFFClientOpen, TIFF *,                                                                      \
    (const char *, const char *, void *, cpic_tiff_transfer *read, cpic_tiff_transfer *write,    \
     uint64_t (*seek)(void *, uint64_t, int), int (*close)(void *), uint64_t (*size)(void *),    \
     int (*map)(void *, void **, uint64_t *), void (*unmap)(void *, void *, uint64_t)))          \
  F(TIFFSetField, int, (TIFF *, uint32_t, ...))                                                  \
  F(TIFFWriteScanline, int, (TIFF *, void *, uint32_t, uint16_t))                                \
  F(TIFFWriteDirectory, int, (TIFF *))                                                           \
  F(TIFFClose, void, (TIFF *))

#define TESSERACT_FUNCTIONS(F)                                                                   \
  F(TessBaseAPICreate, TessBaseAPI *, (void))                                                    \
  F(TessBaseAPIInit2, int, (TessBaseAPI *, const char *, const char *, int))                     \
  F(TessBaseAPISetVariable, int, (TessBaseAPI *, const char *, const char *))                    \
  F(TessBaseAPISetPageSegMode, void, (TessBaseAPI *, int))                                       \
  F(TessBaseAPISetImage2, void, (TessBaseAPI *, PIX *))                                          \
  F(TessBaseAPISetSourceResolution, void, (TessBaseAPI *, int))                                  \
  F(TessBaseAPIRecognize, int, (TessBaseAPI *, void *))                                          \
  F(TessBaseAPIGetIterator, TessResultIterator *, (TessBaseAPI *))                               \
  F(TessBaseAPIAnalyseLayout, TessPageIterator *, (TessBaseAPI *))                               \
  F(TessBaseAPIClear, void, (TessBaseAPI *))                                                     \
  F(TessResultIteratorGetPageIterator, TessPageIterator *, (TessResultIterator *))               \
  F(TessPageIteratorBoundingBox, int,                                                            \
    (const TessPageIterator *, int, int *, int *, int *, int *))                                 \
  F(TessPageIteratorIsAtBeginningOf, int, (const TessPageIterator *, int))                       \
  F(TessPageIteratorNext, int, (TessPageIterator *, int))                                        \
  F(TessPageIteratorDelete, void, (TessPageIterator *))                                          \
  F(TessResultIteratorNext, int, (TessResultIterator *, int))                                    \
  F(TessResultIteratorGetUTF8Text, char *, (const TessResultIterator *, int))                    \
  F(TessResultIteratorConfidence, float, (const TessResultIterator *, int))                      \
  F(TessResultIteratorDelete, void, (TessResultIterator *))                                      \
  F(TessDeleteText, void, (const char *))

#define ZBAR_FUNCTIONS(F)                                                                        \
  F(zbar_image_scanner_create, void *, (void))                                                   \
  F(zbar_image_scanner_destroy, void, (void *))                                                  \
  F(zbar_image_scanner_set_config, int, (void *, int, int, int))                                 \
  F(zbar_scan_image, int, (void *, void *))                                                      \
  F(zbar_image_create, void *, (void))                                                           \
  F(zbar_image_destroy, void, (void *))                                                          \
  F(zbar_image_set_format, void, (void *, unsigned long))                                        \
  F(zbar_image_set_size, void, (void *, unsigned, unsigned))                                     \
  F(zbar_image_set_data, void, (void *, const void *, unsigned long, void *))                    \
  F(zbar_image_first_symbol, const void *, (const void *))                                       \
  F(zbar_symbol_next, const void *, (const void *))                                              \
  F(zbar_symbol_get_data, const char *, (const void *))                                          \
  F(zbar_symbol_get_data_length, unsigned, (const void *))                                       \
  F(zbar_symbol_get_loc_size, unsigned, (const void *))                                          \
  F(zbar_symbol_get_loc_x, int, (const void *, unsigned))                                        \
  F(zbar_symbol_get_loc_y, int, (const void *, unsigned))

#define CPIC_DECLARE(name, result, arguments) extern result(*cpic_##name) arguments;
LEPTONICA_FUNCTIONS(CPIC_DECLARE)
TIFF_FUNCTIONS(CPIC_DECLARE)
TESSERACT_FUNCTIONS(CPIC_DECLARE)
ZBAR_FUNCTIONS(CPIC_DECLARE)
#undef CPIC_DECLARE

extern TessBaseAPI *cpic_engine;

// Leptonica may have been built without libtiff; then it reads no TIFF either.
extern bool cpic_has_tiff;

// Leptonica itself writes several pages by way of a temporary file, which gets no pixels here.
int cpic_write_tiff(PIX *const *pages, size_t count, unsigned resolution, uint8_t **bytes,
                    size_t *length);

// A grey page, black on white whatever its colours are: how far each pixel is from its surroundings;
// differences up to `faint` are noise.
PIX *cpic_against_ground(PIX *page, unsigned faint);

// Finds patches in one colour, those on others after them, and hands each of their rows over: where
// it begins, and where it ends. Returns 0 where memory is short.
typedef void cpic_take_run(void *context, uint32_t colour, int32_t y, int32_t start, int32_t end);
int cpic_patches(PIX *page, cpic_take_run *take, void *context);

#endif
