package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The tokens of a safetensors header, strictly after RFC 8259: punctuation, strings and whole
 * numbers from 0. Knows no nesting, so no input makes it recurse; {@link HeaderParser} knows the
 * few structures a header may have.
 */
final class JsonScanner {

  private final Path file;
  private final byte[] bytes;
  private final int offset;
  private int at;

  /**
   * Starts at the first byte.
   *
   * @param file named in messages
   * @param bytes the text, UTF-8
   * @param offset byte of the file at which {@code bytes} begin; for messages
   */
  JsonScanner(Path file, byte[] bytes, int offset) {
    this.file = file;
    this.bytes = bytes;
    this.offset = offset;
  }

  /** Index of the next byte to be read. */
  int position() {
    return at;
  }

  /** Whether a quote stands at {@code index}. */
  boolean isQuote(int index) {
    return index >= 0 && bytes[index] == '"';
  }

  /** Moves past {@code wanted}, white space before it included, or fails. */
  void expect(char wanted) throws MalformedFileException {
    if (!accept(wanted)) {
      throw wrong(at, found(), "'" + wanted + "'");
    }
  }

  /** Moves past {@code wanted}, white space before it included, if it is next. */
  boolean accept(char wanted) {
    skipSpace();
    if (at < bytes.length && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  /** Fails unless only white space is left. */
  void expectEnd() throws MalformedFileException {
    skipSpace();
    if (at < bytes.length) {
      throw wrong(at, found(), "nothing but padding after the header's last '}'");
    }
  }

  /** A whole number from 0 to 2^63 - 1: digits without sign, leading zero, fraction, exponent. */
  long number() throws MalformedFileException {
    skipSpace();
    int start = at;
    long value = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at] - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw wrong(start, "a number too large", "at most " + Long.MAX_VALUE);
      }
      value = 10 * value + digit;
      at++;
    }
    if (at == start) {
      throw wrong(at, found(), "a whole number from 0");
    }
    if (bytes[start] == '0' && at > start + 1) {
      throw wrong(start, "a number with a leading zero", "JSON");
    }
    return value;
  }

  /** A string, its escapes resolved. */
  String string() throws MalformedFileException {
    expect('"');
    int start = at;
    boolean escapes = false;
    while (at < bytes.length && bytes[at] != '"') {
      if (bytes[at] >= 0 && bytes[at] < ' ') {
        throw wrong(at, "a control character in a string", "an escape");
      }
      boolean escape = bytes[at] == '\\';
      escapes |= escape;
      at += escape ? 2 : 1;
    }
    if (at >= bytes.length) {
      throw wrong(start, "a string without end", "'\"'");
    }
    String text = decode(start, at - start);
    at++;
    return escapes ? unescape(text, start) : text;
  }

  private String decode(int start, int length) throws MalformedFileException {
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes, start, length);
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw wrong(start, "a string that is not UTF-8", "UTF-8");
    }
  }

  private String unescape(String text, int start) throws MalformedFileException {
    StringBuilder plain = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char kind = text.charAt(i++);
      switch (kind) {
        case '"', '\\', '/' -> plain.append(kind);
        case 'b' -> plain.append('\b');
        case 'f' -> plain.append('\f');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> {
          plain.append(codeUnit(text, i, start));
          i += 4;
        }
        default -> throw wrong(start, "a string with an unknown escape", "an escape of JSON");
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(plain)) {
      throw wrong(start, "a string with half a surrogate pair", "Unicode");
    }
    return plain.toString();
  }

  private char codeUnit(String text, int from, int start) throws MalformedFileException {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < text.length() && text.charAt(i) < 128 ? hexDigit(text.charAt(i)) : -1;
      if (digit < 0) {
        throw wrong(start, "a string with an incomplete \\u escape", "four hexadecimal digits");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private static int hexDigit(char c) {
    return Character.digit(c, 16);
  }

  private void skipSpace() {
    while (at < bytes.length && isSpace(bytes[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private String found() {
    if (at >= bytes.length) {
      return "the header ends";
    }
    return bytes[at] > ' ' && bytes[at] <= '~'
        ? "found '" + (char) bytes[at] + "'"
        : "found byte 0x%02x".formatted(bytes[at]);
  }

  /** The exception for something at an index of the header. */
  MalformedFileException wrong(int index, String wrong, String expected) {
    return new MalformedFileException(file, "byte " + (offset + index), wrong, expected);
  }
}
