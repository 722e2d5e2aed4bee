package dev.lanewise.cli.console;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.jr.ob.JSON;

/** One JSON document in the making: keys in the order they were put, NaN and infinity as null. */
public final class Json {

  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** Sets a field: a string, number, boolean, list, {@link Json}, or an Optional of one. */
  public Json put(String key, Object value) {
    fields.put(key, plain(value));
    return this;
  }

  @SuppressWarnings("NullAway") // null is how Jackson writes null
  private static Object plain(Object value) {
    return switch (value) {
      case Json json -> json.fields;
      case Optional<?> optional -> optional.map(Json::plain).orElse(null);
      case Double number when !Double.isFinite(number) -> null;
      case Float number when !Float.isFinite(number) -> null;
      case List<?> list -> list.stream().map(Json::plain).toList();
      default -> value;
    };
  }

  /** The document on one line. */
  public String text() {
    return WRITER.asString(fields);
  }

  /** Prints the document on a line of its own. */
  public void print(PrintWriter out) {
    out.println(text());
    out.flush();
  }
}
