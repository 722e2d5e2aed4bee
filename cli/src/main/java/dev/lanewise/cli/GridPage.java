package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
   * @param command parts of the line that trains the best trial alone; empty if there is no model
   */
  static void write(Path file, Json document, List<String> command) {
    OffsetDateTime time =
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    Json context = new Json().put("settings", names()).put("command", command);
    Map<String, String> contents =
        Map.of(
            "report",
            forScript(document),
            "context",
            forScript(context),
            "time",
            time.toString(),
            "date",
            DATE.format(time));
    String page =
        PLACE
            .matcher(resource("grid-page/page.html"))
            .replaceAll(place -> Matcher.quoteReplacement(content(place, contents)));
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

  /** The settings that the page shows by name; the data has its own place. */
  private static List<Json> names() {
    return RunSettings.WITH_OPTION.stream()
        .filter(setting -> !RunSettings.OF_DATA.contains(setting))
        .map(GridPage::description)
        .toList();
  }

  private static Json description(RunSetting setting) {
    Optional<Setting<?>> ofEngine = Settings.find(setting.key());
    return new Json()
        .put("key", setting.key())
        .put("name", setting.words())
        .put("quantity", ofEngine.map(it -> !it.type().isName()).orElse(true))
        .put(
            "logarithmic",
            ofEngine.map(it -> it.scale() == Setting.Scale.LOGARITHMIC).orElse(false));
  }

  private static String content(MatchResult place, Map<String, String> contents) {
    String name = place.group(1);
    return Optional.ofNullable(contents.get(name))
        .orElseGet(() ->
            switch (name) {
              case "NOTICE", "echarts.min.js" -> resource("echarts/" + name);
              default -> resource("grid-page/" + name);
            });
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
