package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report of a grid search as one HTML file that needs nothing else: the JSON document of {@code
 * grid}, and the scripts that draw it. What it looks like is in the resources of {@code grid-page}.
 */
final class GridPage {

  private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w.]+)}}");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH);

  private GridPage() {}

  /**
   * Writes or replaces the page, whole.
   *
   * @param document what {@code grid --json} prints
   */
  static void write(Path file, Json document) {
    String page =
        page(document, OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
    ByteBuffer bytes = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
    try {
      AtomicFile.write(
          file,
          channel -> {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          });
    } catch (IOException e) {
      throw Outputs.unwritten(file, "the report", e);
    }
  }

  private static String page(Json document, OffsetDateTime time) {
    return PLACE
        .matcher(resource("grid-page/page.html"))
        .replaceAll(place -> Matcher.quoteReplacement(content(place, document, time)));
  }

  private static String content(MatchResult place, Json document, OffsetDateTime time) {
    return switch (place.group(1)) {
      case "report" -> forScript(document);
      case "time" -> time.toString();
      case "date" -> DATE.format(time);
      case "NOTICE", "echarts.min.js" -> resource("echarts/" + place.group(1));
      default -> resource("grid-page/" + place.group(1));
    };
  }

  /** The document without a character that could end the script element it stands in. */
  private static String forScript(Json document) {
    return document.text().replace("<", "\\u003c");
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(GridPage.class.getResourceAsStream(name), () -> "no " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a damaged jar
    }
  }
}
