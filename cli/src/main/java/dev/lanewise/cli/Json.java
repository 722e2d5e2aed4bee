package dev.lanewise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/** One JSON document in the making: keys in the order they were put, NaN and infinity as null. */
final class Json {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** Adds a field: a string, number, boolean, list, {@link Json} or null. */
  Json put(String key, Object value) {
    fields.put(key, plain(value));
    return this;
  }

  /** Adds a field that is null. */
  Json putNull(String key) {
    fields.put(key, null);
    return this;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Json json -> json.fields;
      case Double number when !Double.isFinite(number) -> null;
      case List<?> list -> list.stream().map(Json::plain).toList();
      default -> value;
    };
  }

  /** Prints the document on a line of its own. */
  void print(PrintWriter out) {
    try {
      out.println(JSON.std.asString(fields));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
