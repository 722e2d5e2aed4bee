package dev.lanewise.io;

/** Text from a file made fit for a one-line message: in quotes, escaped, not too long. */
final class Quoted {

  private static final int MAX_CHARS = 60;

  private Quoted() {}

  /** The text in quotes; whatever is not plain is escaped, what is too long is cut off with "…". */
  static String of(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int shown = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c) || (c >= ' ' && c <= '~')) {
        quoted.append(c);
      } else {
        quoted.append("\\u%04x".formatted((int) c));
      }
    }
    return quoted.append(shown < text.length() ? "…\"" : "\"").toString();
  }
}
