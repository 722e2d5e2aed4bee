package dev.lanewise.io;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a tensor file, fed from front to back. Since the file carries its own checksum,
 * the digits count as {@code '0'} characters.
 */
final class Checksum {

  /** Hexadecimal digits of a checksum. */
  static final int DIGITS = 64;

  private final MessageDigest digest;

  Checksum() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether the text could be a checksum: 64 lowercase hexadecimal digits. */
  static boolean isDigits(String text) {
    return text.length() == DIGITS
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** What stands for the digits while they are not known. */
  static String placeholder() {
    return "0".repeat(DIGITS);
  }

  /** Adds bytes {@code from} (inclusive) to {@code to} (exclusive). */
  void add(byte[] bytes, int from, int to) {
    digest.update(bytes, from, to - from);
  }

  /** Adds a header whose checksum begins at index {@code digits}. */
  void addHeader(byte[] header, int digits) {
    add(header, 0, digits);
    byte[] zeros = new byte[DIGITS];
    Arrays.fill(zeros, (byte) '0');
    add(zeros, 0, DIGITS);
    add(header, digits + DIGITS, header.length);
  }

  /** The digits for all that was added, as they stand in a file. */
  byte[] digits() {
    return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
  }
}
