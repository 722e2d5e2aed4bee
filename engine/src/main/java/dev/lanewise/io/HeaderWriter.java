package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Composes the start of a safetensors file: the header's length and its JSON, checksum first,
 * padded with spaces so that the data begin at a multiple of 8 bytes.
 */
final class HeaderWriter {

  private static final String START =
      "{\"" + Safetensors.METADATA_NAME + "\":{\"" + Safetensors.CHECKSUM_KEY + "\":\"";

  /** Byte of the file at which the digits of the checksum stand. */
  static final int DIGITS_AT = Long.BYTES + START.length();

  private static final int ALIGNMENT = 8;

  private HeaderWriter() {}

  /**
   * The first bytes of a file, up to its data, with zeros for the checksum.
   *
   * @throws IllegalArgumentException for a name or key that the format cannot hold or that is ours
   */
  static byte[] compose(Map<String, String> metadata, Map<String, Tensor> tensors) {
    StringBuilder json = new StringBuilder(START).append(Checksum.placeholder()).append('"');
    metadata.forEach((key, value) -> appendMetadata(json, key, value));
    json.append('}');
    long begin = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      long end = begin + tensor.getValue().bytes();
      appendTensor(json, tensor.getKey(), tensor.getValue(), begin, end);
      begin = end;
    }
    ByteBuffer utf8 = encode(json.append('}'));
    int length = (utf8.remaining() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (length > Safetensors.MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header of %d bytes; a file holds at most %d"
              .formatted(length, Safetensors.MAX_HEADER_BYTES));
    }
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(length).put(utf8);
    while (start.hasRemaining()) {
      start.put((byte) ' ');
    }
    return start.array();
  }

  private static void appendMetadata(StringBuilder json, String key, String value) {
    if (key.equals(Safetensors.CHECKSUM_KEY)) {
      throw new IllegalArgumentException("the metadata key " + key + " is written by this class");
    }
    appendString(json.append(','), key);
    appendString(json.append(':'), value);
  }

  private static void appendTensor(
      StringBuilder json, String name, Tensor tensor, long begin, long end) {
    if (name.equals(Safetensors.METADATA_NAME)) {
      throw new IllegalArgumentException("a tensor cannot have the name " + name);
    }
    appendString(json.append(','), name);
    json.append(":{\"dtype\":\"F32\",\"shape\":[");
    for (int d = 0; d < tensor.shape().size(); d++) {
      json.append(d == 0 ? "" : ",").append(tensor.shape().get(d));
    }
    json.append("],\"data_offsets\":[").append(begin).append(',').append(end).append("]}");
  }

  private static void appendString(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private static ByteBuffer encode(StringBuilder json) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name or metadata text is not valid Unicode", e);
    }
  }
}
