package dev.lanewise.cli.console;

/** Text that a terminal would break in the midst of a word. */
public final class WrappedText {

  private WrappedText() {}

  /** The text with line breaks between words where {@code terminal} is too narrow for it. */
  public static String of(String text, Terminal terminal) {
    return of(text, terminal, 2);
  }

  /** The same with {@code indent} blanks before all lines but the first. */
  public static String of(String text, Terminal terminal, int indent) {
    return terminal.size().map(size -> of(text, size.columns(), indent)).orElse(text);
  }

  /**
   * The text in lines of at most {@code columns}, where words are not longer.
   *
   * @param indent blanks before all lines but the first
   */
  public static String of(String text, int columns, int indent) {
    StringBuilder wrapped = new StringBuilder();
    int used = 0;
    int start = 0; // of the line
    for (String word : text.split(" ", -1)) {
      int width = DisplayWidth.of(word);
      if (used > start && used + 1 + width > columns) {
        wrapped.append(System.lineSeparator()).append(" ".repeat(indent));
        start = indent;
        used = indent;
      } else if (!wrapped.isEmpty()) {
        wrapped.append(' ');
        used++;
      }
      wrapped.append(word);
      used += width;
    }
    return wrapped.toString();
  }
}
