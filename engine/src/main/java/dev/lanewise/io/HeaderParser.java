package dev.lanewise.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads the JSON header of a safetensors file: one object of tensors, each an object of {@code
 * dtype}, {@code shape} and {@code data_offsets}, and {@code __metadata__}, an object of strings.
 * Accepts nothing else: no other key, no key twice.
 */
final class HeaderParser {

  /** More dimensions than any library allows; keeps a hostile shape from filling the heap. */
  private static final int MAX_RANK = 64;

  private final Path file;
  private final JsonScanner json;
  private final long dataBytes;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private OptionalInt digits = OptionalInt.empty();
  private long bytesClaimed;

  private HeaderParser(Path file, byte[] header, long dataBytes) {
    this.file = file;
    this.json = new JsonScanner(file, header, Long.BYTES);
    this.dataBytes = dataBytes;
  }

  /**
   * Parses and checks a header.
   *
   * @param file named in messages
   * @param header the bytes after the header's length
   * @param dataBytes size of the data region; a header whose tensors need more is refused at once
   */
  static Header parse(Path file, byte[] header, long dataBytes) throws MalformedFileException {
    if (header.length == 0 || header[0] != '{') {
      throw new MalformedFileException(file, "byte 8", "the header has no '{' at its start", "'{'");
    }
    return new HeaderParser(file, header, dataBytes).header();
  }

  private Header header() throws MalformedFileException {
    boolean metadataSeen = false;
    json.expect('{');
    boolean more = !json.accept('}');
    while (more) {
      int start = json.position();
      String name = json.string();
      json.expect(':');
      if (!name.equals(Safetensors.METADATA_NAME)) {
        put(tensors, name, tensor(name), start);
      } else if (metadataSeen) {
        throw duplicate(name, start);
      } else {
        metadataSeen = true;
        metadata();
      }
      more = another('}');
    }
    json.expectEnd();
    return new Header(metadata, tensors, digits);
  }

  private void metadata() throws MalformedFileException {
    json.expect('{');
    boolean more = !json.accept('}');
    while (more) {
      int start = json.position();
      String key = json.string();
      json.expect(':');
      String value = json.string();
      put(metadata, key, value, start);
      if (key.equals(Safetensors.CHECKSUM_KEY)) {
        digits = OptionalInt.of(digitsBefore(json.position(), value));
      }
      more = another('}');
    }
  }

  /** Index of the first digit of the checksum that ends, with its quote, at {@code end}. */
  private int digitsBefore(int end, String value) throws MalformedFileException {
    int first = end - 1 - Checksum.DIGITS;
    if (!Checksum.isDigits(value) || !json.isQuote(first - 1)) {
      throw json.wrong(
          end - 1, "the checksum is " + Quoted.of(value), "64 lowercase hexadecimal digits");
    }
    return first;
  }

  private TensorInfo tensor(String name) throws MalformedFileException {
    Map<String, Object> fields = new HashMap<>();
    json.expect('{');
    do {
      int start = json.position();
      String key = json.string();
      json.expect(':');
      Object value =
          switch (key) {
            case "dtype" -> dtype();
            case "shape", "data_offsets" -> numbers();
            default ->
                throw json.wrong(
                    start,
                    "a tensor has the key " + Quoted.of(key),
                    "dtype, shape and data_offsets");
          };
      put(fields, key, value, start);
    } while (another('}'));
    if (fields.get("dtype") instanceof Dtype dtype
        && fields.get("shape") instanceof Numbers(List<Long> shape)
        && fields.get("data_offsets") instanceof Numbers(List<Long> offsets)
        && offsets.size() == 2) {
      return checked(name, new TensorInfo(dtype, shape, offsets.get(0), offsets.get(1)));
    }
    throw malformed(name, "is not fully described", "dtype, shape and two data_offsets");
  }

  private Dtype dtype() throws MalformedFileException {
    int start = json.position();
    String name = json.string();
    try {
      return Dtype.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw json.wrong(start, "unknown dtype " + Quoted.of(name), "one such as F32");
    }
  }

  /** An array of numbers. */
  private record Numbers(List<Long> values) {}

  private Numbers numbers() throws MalformedFileException {
    List<Long> values = new ArrayList<>();
    json.expect('[');
    boolean more = !json.accept(']');
    while (more) {
      if (values.size() == MAX_RANK) {
        throw json.wrong(json.position(), "more numbers", "at most " + MAX_RANK + " dimensions");
      }
      values.add(json.number());
      more = another(']');
    }
    return new Numbers(values);
  }

  private boolean another(char close) throws MalformedFileException {
    if (json.accept(',')) {
      return true;
    }
    json.expect(close);
    return false;
  }

  private TensorInfo checked(String name, TensorInfo tensor) throws MalformedFileException {
    long bits = 1;
    try {
      for (long size : tensor.shape()) {
        bits = Math.multiplyExact(bits, size);
      }
      bits = Math.multiplyExact(bits, tensor.dtype().bits());
    } catch (ArithmeticException e) {
      throw malformed(name, "shape %s overflows".formatted(tensor.shape()), "below 2^63 bits");
    }
    if (bits % Byte.SIZE != 0 || tensor.bytes() != bits / Byte.SIZE) {
      throw malformed(
          name,
          "data_offsets [%d, %d]".formatted(tensor.begin(), tensor.end()),
          "%d bits for %s of shape %s".formatted(bits, tensor.dtype(), tensor.shape()));
    }
    if (tensor.bytes() > dataBytes - bytesClaimed || tensor.end() > dataBytes) {
      throw malformed(
          name,
          "data_offsets [%d, %d] overlap others or pass the end"
              .formatted(tensor.begin(), tensor.end()),
          "tensors one after the other in %d bytes of data".formatted(dataBytes));
    }
    bytesClaimed += tensor.bytes();
    return tensor;
  }

  private <V> void put(Map<String, V> map, String key, V value, int start)
      throws MalformedFileException {
    if (map.putIfAbsent(key, value) != null) {
      throw duplicate(key, start);
    }
  }

  private MalformedFileException duplicate(String key, int start) {
    return json.wrong(start, "the key " + Quoted.of(key) + " stands twice", "distinct keys");
  }

  private MalformedFileException malformed(String name, String wrong, String expected) {
    return new MalformedFileException(file, "tensor " + Quoted.of(name), wrong, expected);
  }
}
