package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of texts, as wcwidth of glibc has them. */
class DisplayWidthTest {

  @ParameterizedTest
  @CsvSource({
    "cat, 3",
    "'', 0",
    "Löwe, 4",
    "e\u0301, 1", // with a combining accent
    "猫, 2",
    "ねこ, 4",
    "ﾈｺ, 2", // halfwidth katakana
    "고양이, 6",
    "ｃａｔ, 6", // fullwidth Latin letters
    "「猫」, 6",
    "🐱, 2",
    "𠮷, 2", // beyond 16 bits
    "קאט, 3",
    "…, 1"
  })
  void of(String text, int columns) {
    assertEquals(columns, DisplayWidth.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef, 6, abcdef",
    "abcdef, 5, abcd…",
    "abcdef, 1, …",
    "abcdef, 0, ''",
    "猫猫猫, 6, 猫猫猫",
    "猫猫猫, 5, 猫猫…",
    "猫猫猫, 4, 猫…",
    "🐱🐱, 3, 🐱…"
  })
  void cut(String text, int columns, String expected) {
    assertEquals(expected, DisplayWidth.cut(text, columns));
  }
}
