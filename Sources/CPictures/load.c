#include "internal.h"

#include <dlfcn.h>
#include <stdio.h>

#define CPIC_DEFINE(name, result, arguments) result(*cpic_##name) arguments;
LEPTONICA_FUNCTIONS(CPIC_DEFINE)
TIFF_FUNCTIONS(CPIC_DEFINE)
TESSERACT_FUNCTIONS(CPIC_DEFINE)
ZBAR_FUNCTIONS(CPIC_DEFINE)
#undef CPIC_DEFINE

TessBaseAPI *cpic_engine;
bool cpic_has_tiff;

// Where a system keeps its libraries; nobody's environment adds to them.
static const char *const folders[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib", "/usr/local/lib",
#else
#if defined(__x86_64__)
    "/usr/lib/x86_64-linux-gnu",
#elif defined(__aarch64__)
    "/usr/lib/aarch64-linux-gnu",
#endif
    "/usr/lib64", "/usr/lib", "/usr/local/lib",
#endif
};

static const char *const languages[] = {
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",                 "/usr/share/tesseract/tessdata",
    "/opt/homebrew/share/tessdata",        "/usr/local/share/tessdata",
};

static void *open_library(const char *const *names, size_t count) {
  char path[256];
  for (size_t folder = 0; folder < sizeof folders / sizeof *folders; folder++) {
    for (size_t name = 0; name < count; name++) {
      snprintf(path, sizeof path, "%s/%s", folders[folder], names[name]);
      void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
      if (library) return library;
    }
  }
  return NULL;
}

#define CPIC_FIND(name, result, arguments) \
  found = (*(void **)&cpic_##name = dlsym(library, #name)) != NULL && found;

#if defined(__APPLE__)
static const char *const leptonica_names[] = {"libleptonica.6.dylib", "liblept.5.dylib"};
static const char *const tesseract_names[] = {"libtesseract.5.dylib"};
static const char *const zbar_names[] = {"libzbar.0.dylib"};
#else
static const char *const leptonica_names[] = {"liblept.so.5", "libleptonica.so.6"};
static const char *const tesseract_names[] = {"libtesseract.so.5", "libtesseract.so.4"};
static const char *const zbar_names[] = {"libzbar.so.0"};
#endif
#define OPEN(names) open_library(names, sizeof names / sizeof *names)

// In Leptonica or what it was linked with.
static bool load_tiff(void *library) {
  bool found = true;
  TIFF_FUNCTIONS(CPIC_FIND)
  if (found) {
    cpic_TIFFSetErrorHandler(NULL);
    cpic_TIFFSetWarningHandler(NULL);
  }
  return found;
}

static bool load_leptonica(void) {
  void *library = OPEN(leptonica_names);
  bool found = library != NULL;
  if (found) { LEPTONICA_FUNCTIONS(CPIC_FIND) }
  // Whatever it has to say may quote what it reads.
  if (found) {
    cpic_setMsgSeverity(6);
    cpic_has_tiff = load_tiff(library);
  }
  return found;
}

static bool load_tesseract(void) {
  void *library = OPEN(tesseract_names);
  bool found = library != NULL;
  if (found) { TESSERACT_FUNCTIONS(CPIC_FIND) }
  return found;
}

static bool load_zbar(void) {
  void *library = OPEN(zbar_names);
  bool found = library != NULL;
  if (found) { ZBAR_FUNCTIONS(CPIC_FIND) }
  return found;
}

static bool load_language(void) {
  for (size_t index = 0; index < sizeof languages / sizeof *languages; index++) {
    char path[256];
    snprintf(path, sizeof path, "%s/eng.traineddata", languages[index]);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    fclose(file);
    cpic_engine = cpic_TessBaseAPICreate();
    // The engine of lines (LSTM) alone: the older one learns from page to page.
    if (!cpic_engine || cpic_TessBaseAPIInit2(cpic_engine, languages[index], "eng", 1) != 0) break;
    cpic_TessBaseAPISetVariable(cpic_engine, "debug_file", "/dev/null");
    return true;
  }
  return false;
}

unsigned cpic_load(void) {
  unsigned missing = 0;
  if (!load_leptonica()) missing |= CPIC_LEPTONICA;
  if (!load_tesseract()) missing |= CPIC_TESSERACT;
  if (!load_zbar()) missing |= CPIC_ZBAR;
  if (!missing && !load_language()) missing |= CPIC_LANGUAGE;
  return missing;
}
