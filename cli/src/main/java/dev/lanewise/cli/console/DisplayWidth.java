package dev.lanewise.cli.console;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/**
 * How many columns of a terminal a text takes: Chinese, Japanese and Korean letters and emoji take
 * two, combining marks none, as the {@code wcwidth} of terminals counts them.
 */
public final class DisplayWidth {

  private static final String CUT = "…";
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HANGUL,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI);

  private DisplayWidth() {}

  /** The columns of a text. */
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  private static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    boolean halfwidth = codePoint >= 0xff61 && codePoint <= 0xffdc;
    boolean fullwidth =
        (codePoint >= 0x3000 && codePoint <= 0x303e) // punctuation
            || (codePoint >= 0xff01 && codePoint <= 0xff60)
            || (codePoint >= 0xffe0 && codePoint <= 0xffe6);
    return fullwidth
        || Character.isEmojiPresentation(codePoint)
        || (!halfwidth && WIDE.contains(UnicodeScript.of(codePoint)));
  }

  /** The text, or as much of it as goes into so many columns with an ellipsis at its end. */
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int left = columns - 1;
    for (int codePoint : text.codePoints().toArray()) {
      left -= of(codePoint);
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return columns > 0 ? kept + CUT : "";
  }

  /** The text with blanks behind it, or before it, to fill so many columns. */
  static String fill(String text, int columns, boolean right) {
    String blanks = " ".repeat(Math.max(0, columns - of(text)));
    return right ? blanks + text : text + blanks;
  }
}
