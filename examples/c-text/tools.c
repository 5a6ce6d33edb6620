// Text tools, as a component: see world.wit. Strings are UTF-16 here (build.sh says so), so that a host has to transcode.
//
// What a function gets belongs to it and is freed before it returns; what it gives is freed by the generated post-return function.
#include <stdlib.h>
#include <string.h>

#include "gen/text.h"

// A string that grows. A zeroed one is empty.
typedef struct {
    uint16_t *ptr;
    size_t len, cap;
} buffer;

static void put(buffer *b, const uint16_t *units, size_t n) {
    if (b->len + n > b->cap) {
        b->cap = (b->len + n) * 2;
        b->ptr = realloc(b->ptr, b->cap * sizeof *b->ptr);
        if (!b->ptr) abort();
    }
    if (n) memcpy(b->ptr + b->len, units, n * sizeof *units);
    b->len += n;
}

static void put_char(buffer *b, uint32_t c) {
    if (c < 0x10000) {
        put(b, &(uint16_t){c}, 1);
    } else {
        put(b, (uint16_t[]){0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff)}, 2);
    }
}

static void give(buffer b, text_string_t *to) {
    to->ptr = b.ptr;
    to->len = b.len;
}

// The character at *i, which moves on. A string that was lifted holds no lone surrogates.
static uint32_t next_char(const uint16_t *s, size_t *i) {
    uint32_t c = s[(*i)++];
    if ((c & 0xfc00) == 0xd800) c = 0x10000 + ((c & 0x3ff) << 10) + (s[(*i)++] & 0x3ff);
    return c;
}

static bool is_letter(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c < 0x2000);
}

// ASCII and Latin-1 only: this is an example, no Unicode table.
static uint32_t lower(uint32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ? c + 32 : c;
}

static uint32_t upper(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) ? c - 32 : c;
}

// The next word from *i on: its start and, as *i, its end. False if there is none.
static bool next_word(const text_string_t *text, size_t *i, size_t *start) {
    while (*i < text->len && !is_letter(text->ptr[*i])) ++*i;
    *start = *i;
    while (*i < text->len && is_letter(text->ptr[*i])) ++*i;
    return *i > *start;
}

static int compare(const text_string_t *a, const text_string_t *b) {
    for (size_t i = 0; i < a->len && i < b->len; i++) {
        if (a->ptr[i] != b->ptr[i]) return a->ptr[i] < b->ptr[i] ? -1 : 1;
    }
    return (a->len > b->len) - (a->len < b->len);
}

static int by_word(const void *a, const void *b) {
    const exports_demo_text_tools_word_count_t *x = a, *y = b;
    return compare(&x->word, &y->word);
}

static int by_count(const void *a, const void *b) {
    const exports_demo_text_tools_word_count_t *x = a, *y = b;
    return x->count == y->count ? compare(&x->word, &y->word) : x->count < y->count ? 1 : -1;
}

void exports_demo_text_tools_count_words(text_string_t *text, exports_demo_text_tools_order_t order,
                                         exports_demo_text_tools_list_word_count_t *ret) {
    size_t cap = 0, i = 0, start;
    ret->ptr = NULL;
    ret->len = 0;
    while (next_word(text, &i, &start)) {
        buffer word = {0};
        for (size_t j = start; j < i; j++) put_char(&word, lower(text->ptr[j]));
        exports_demo_text_tools_word_count_t found = {.count = 1};
        give(word, &found.word);
        size_t k = 0;
        while (k < ret->len && compare(&ret->ptr[k].word, &found.word)) k++;
        if (k < ret->len) {
            ret->ptr[k].count++;
            text_string_free(&found.word);
            continue;
        }
        if (ret->len == cap) {
            cap = cap ? cap * 2 : 8;
            ret->ptr = realloc(ret->ptr, cap * sizeof *ret->ptr);
            if (!ret->ptr) abort();
        }
        ret->ptr[ret->len++] = found;
    }
    if (ret->len) qsort(ret->ptr, ret->len, sizeof *ret->ptr, order == EXPORTS_DEMO_TEXT_TOOLS_ORDER_BY_WORD ? by_word : by_count);
    text_string_free(text);
}

void exports_demo_text_tools_stats_of(text_string_t *text, exports_demo_text_tools_stats_t *ret) {
    memset(ret, 0, sizeof *ret);
    size_t i = 0, start, longest = 0, longest_len = 0;
    while (i < text->len) {
        uint32_t c = next_char(text->ptr, &i);
        ret->chars++;
        ret->lines += c == '\n' || i == text->len;
    }
    i = 0;
    while (next_word(text, &i, &start)) {
        ret->words++;
        if (i - start > longest_len) {
            longest = start;
            longest_len = i - start;
        }
    }
    ret->longest.is_some = longest_len > 0;
    if (ret->longest.is_some) text_string_dup_n(&ret->longest.val, (const char16_t *)text->ptr + longest, longest_len);
    text_string_free(text);
}

static uint32_t rotate(uint32_t c, int by) {
    uint32_t a = c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : 0;
    return a ? a + (c - a + 26 + by % 26) % 26 : c;
}

// Applies one change; an error text, or NULL.
static const char16_t *change(const text_string_t *text, const exports_demo_text_tools_change_t *step, buffer *out) {
    size_t i = 0, position = 0, before;
    switch (step->tag) {
    case EXPORTS_DEMO_TEXT_TOOLS_CHANGE_ROTATE:
        while (i < text->len) put_char(out, rotate(next_char(text->ptr, &i), step->val.rotate));
        break;
    case EXPORTS_DEMO_TEXT_TOOLS_CHANGE_UPPER:
        while (i < text->len) put_char(out, upper(next_char(text->ptr, &i)));
        break;
    case EXPORTS_DEMO_TEXT_TOOLS_CHANGE_CUT:
        if (step->val.cut.start > step->val.cut.end) return u"cut: the start is behind the end";
        for (; i < text->len; position++) {
            before = i;
            next_char(text->ptr, &i);
            if (position < step->val.cut.start || position >= step->val.cut.end) put(out, text->ptr + before, i - before);
        }
        if (step->val.cut.end > position) return u"cut: the end is behind the text’s";
        break;
    case EXPORTS_DEMO_TEXT_TOOLS_CHANGE_APPEND:
        put(out, text->ptr, text->len);
        put(out, step->val.append.ptr, step->val.append.len);
        break;
    case EXPORTS_DEMO_TEXT_TOOLS_CHANGE_REPEAT:
        for (unsigned n = 0; n < step->val.repeat; n++) put(out, text->ptr, text->len);
        break;
    }
    return NULL;
}

bool exports_demo_text_tools_edit(text_string_t *text, exports_demo_text_tools_list_change_t *changes, text_string_t *ret,
                                  text_string_t *err) {
    const char16_t *problem = NULL;
    for (size_t i = 0; i < changes->len && !problem; i++) {
        buffer out = {0};
        problem = change(text, &changes->ptr[i], &out);
        text_string_free(text);
        give(out, text);
    }
    exports_demo_text_tools_list_change_free(changes);
    if (problem) {
        text_string_free(text);
        text_string_dup(err, problem);
        return false;
    }
    *ret = *text;
    return true;
}

void exports_demo_text_tools_punctuate(text_string_t *text, exports_demo_text_tools_mark_t marks, text_string_t *ret) {
    buffer out = {0};
    if (marks & EXPORTS_DEMO_TEXT_TOOLS_MARK_QUOTES) put_char(&out, 0x201e);
    for (size_t i = 0; i < text->len;) {
        uint32_t c = next_char(text->ptr, &i);
        put_char(&out, marks & EXPORTS_DEMO_TEXT_TOOLS_MARK_SHOUT ? upper(c) : c);
    }
    if (marks & EXPORTS_DEMO_TEXT_TOOLS_MARK_SHOUT) put_char(&out, '!');
    if (marks & EXPORTS_DEMO_TEXT_TOOLS_MARK_FULL_STOP) put_char(&out, '.');
    if (marks & EXPORTS_DEMO_TEXT_TOOLS_MARK_QUOTES) put_char(&out, 0x201c);
    text_string_free(text);
    give(out, ret);
}

void exports_demo_text_tools_letters(text_string_t *text, text_list_char32_t *ret) {
    ret->len = 0;
    ret->ptr = text->len ? malloc(text->len * sizeof *ret->ptr) : NULL;
    if (text->len && !ret->ptr) abort();
    for (size_t i = 0; i < text->len;) ret->ptr[ret->len++] = next_char(text->ptr, &i);
    text_string_free(text);
}

void exports_demo_text_tools_from_letters(text_list_char32_t *letters, text_string_t *ret) {
    buffer out = {0};
    for (size_t i = 0; i < letters->len; i++) put_char(&out, letters->ptr[i]);
    text_list_char32_free(letters);
    give(out, ret);
}

uint64_t exports_demo_text_tools_hash(text_list_u8_t *bytes) {
    uint64_t h = 0xcbf29ce484222325;
    for (size_t i = 0; i < bytes->len; i++) h = (h ^ bytes->ptr[i]) * 0x100000001b3;
    text_list_u8_free(bytes);
    return h;
}

void exports_demo_text_tools_annotate(text_string_t *text, text_string_t *ret) {
    buffer out = {0};
    size_t i = 0, from = 0, start;
    while (next_word(text, &i, &start)) {
        text_string_t word = {text->ptr + start, i - start}, meaning;
        put(&out, text->ptr + from, i - from);
        from = i;
        if (!demo_text_lexicon_look_up(&word, &meaning)) continue;
        put(&out, (const uint16_t *)u" (", 2);
        put(&out, meaning.ptr, meaning.len);
        put_char(&out, ')');
        text_string_free(&meaning);
    }
    put(&out, text->ptr + from, text->len - from);
    text_string_free(text);
    give(out, ret);
}
