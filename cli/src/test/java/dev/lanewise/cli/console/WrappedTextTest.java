package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WrappedTextTest {

  private static String wrap(String text, int columns, int indent) {
    return WrappedText.of(text, columns, indent).replace(System.lineSeparator(), "\n");
  }

  @Test
  void whatFitsStaysAsItIs() {
    assertEquals("one two", wrap("one two", 7, 2));
    assertEquals("a  b ", wrap("a  b ", 80, 2), "with its blanks");
  }

  @Test
  void linesBreakBetweenWords() {
    assertEquals("one\n  two", wrap("one two", 6, 2));
    assertEquals("one two\n  three\n  four", wrap("one two three four", 8, 2));
  }

  @Test
  void aWordThatIsTooLongHasALineOfItsOwn() {
    assertEquals("a\n  incomprehensibility\n  b", wrap("a incomprehensibility b", 8, 2));
  }

  @Test
  void wideLettersCountTwice() {
    assertEquals("数据\n 数据", wrap("数据 数据", 8, 1));
    assertEquals("数据 数据", wrap("数据 数据", 9, 1));
  }

  @Test
  void noLineIsTooLongAndNoWordIsLost() {
    String text = "data sample: 12000 training, 2000 validation, 4000 test samples, 10 classes";
    for (int columns = 15; columns < 90; columns++) {
      String wrapped = wrap(text, columns, 2);
      int most = columns;
      assertTrue(wrapped.lines().allMatch(line -> line.length() <= most), wrapped);
      assertEquals(
          Arrays.asList(text.split(" ")),
          Arrays.asList(wrapped.replace("\n", "").split(" +")),
          "columns " + columns);
    }
  }
}
