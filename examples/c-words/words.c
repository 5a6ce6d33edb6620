// Counts lines, words and bytes of files, or of the standard input.
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int count(const char *name, FILE *f) {
  long lines = 0, words = 0, bytes = 0;
  int c, inside = 0;
  while ((c = getc(f)) != EOF) {
    bytes++;
    lines += c == '\n';
    if (isspace(c)) {
      inside = 0;
    } else if (!inside) {
      inside = 1;
      words++;
    }
  }
  printf("%ld %ld %ld %s\n", lines, words, bytes, name);
  return ferror(f) ? 1 : 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return count("-", stdin);
  int failed = 0;
  for (int i = 1; i < argc; i++) {
    FILE *f = fopen(argv[i], "r");
    if (!f) {
      fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
      failed = 1;
      continue;
    }
    failed |= count(argv[i], f);
    fclose(f);
  }
  return failed;
}
