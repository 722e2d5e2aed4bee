package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** The page of a grid: that it holds the document, all it needs, and nothing that breaks it. */
class GridPageTest {

  private static final Pattern REPORT =
      Pattern.compile(
          "<script type=\"application/json\" id=\"report\">(.*?)</script>", Pattern.DOTALL);

  /** What a browser would fetch: an address with a host in a place that loads. */
  private static final Pattern FETCHED =
      Pattern.compile(
          "\\b(?:src|srcset|href|action|poster|data)\\s*=\\s*[\"'`]?\\s*(?:https?:)?//"
              + "|url\\(\\s*[\"'`]?\\s*(?:https?:)?//"
              + "|@import|<link\\b|<iframe\\b|<script[^>]*\\bsrc\\b"
              + "|\\b(?:fetch|import|importScripts)\\(\\s*[\"'`]",
          Pattern.CASE_INSENSITIVE);

  @TempDir private Path temp;

  private static Json document(String name, Json... trials) {
    Optional<Json> best = trials.length == 0 ? Optional.empty() : Optional.of(trials[0]);
    return new Json()
        .put("command", "grid")
        .put("status", trials.length == 0 ? "diverged" : "done")
        .put("seed", Long.MAX_VALUE)
        .put("data", new Json().put("name", name).put("classes", 10))
        .put("trials", List.of(trials))
        .put("best", best)
        .put("seconds", 21.5);
  }

  private static Json trial(int number, double accuracy) {
    return new Json()
        .put("trial", number)
        .put("hidden", List.of(512, 256))
        .put("learningRate", 1.0 / 3)
        .put("validationAccuracy", accuracy)
        .put("status", Double.isNaN(accuracy) ? "diverged" : "done");
  }

  private String page(Json document) throws IOException {
    Path file = temp.resolve("report.html");
    GridPage.write(file, document, List.of());
    return Files.readString(file);
  }

  /** The one document in a page. */
  private static Object held(String page) {
    Matcher matcher = REPORT.matcher(page);
    assertTrue(matcher.find(), "no document");
    String text = matcher.group(1);
    assertFalse(matcher.find(), "a second document");
    return JSON.std.anyFrom(text);
  }

  private static long count(String part, String text) {
    return Pattern.compile(part, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
        .matcher(text)
        .results()
        .count();
  }

  @Test
  void theDocumentIsInThePageAsItIs() throws IOException {
    Json document = document("cifar10", trial(1, 0.1 + 0.2), trial(2, Double.NaN));
    assertEquals(JSON.std.anyFrom(document.text()), held(page(document)));
  }

  @Test
  void aGridWithoutABestTrialHasAPage() throws IOException {
    Json document = document("cifar10");
    assertTrue(document.text().contains("\"best\":null"), document.text());
    assertEquals(JSON.std.anyFrom(document.text()), held(page(document)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</script><script>alert(1)</script>",
        "</SCRIPT ><img src=x onerror=alert(1)>",
        "<!--<script>",
        "]]>\"'&amp;\\\\u003c \u2028 \\",
        "{{report}} {{page.css}} $1 \\1",
        "Bilder für Äpfel \uD83C\uDF4E"
      })
  void noNameBreaksOutOfItsScript(String name) throws IOException {
    Json document = document(name, trial(1, 0.5));
    String page = page(document);
    assertEquals(JSON.std.anyFrom(document.text()), held(page));
    String harmless = page(document("harmless", trial(1, 0.5)));
    for (String markup : List.of("<script", "</script", "<!--", "<img")) {
      assertEquals(count(markup, harmless), count(markup, page), markup);
    }
  }

  @Test
  void everythingIsInThePage() throws IOException {
    String page = page(document("cifar10", trial(1, 0.5)));
    assertTrue(page.contains("Apache ECharts\nCopyright"), "no notice");
    assertTrue(page.contains("Licensed to the Apache Software Foundation"), "no licence");
    assertTrue(page.length() > 1_000_000, "no library in " + page.length() + " characters");
    assertFalse(Pattern.compile("\\{\\{[\\w.]+}}").matcher(page).find(), "an empty place");
    Matcher fetched = FETCHED.matcher(page);
    assertFalse(fetched.find(), () -> page.substring(fetched.start(), fetched.start() + 80));
    assertTrue(page.contains("content=\"default-src 'none'; "), "the browser may fetch");
  }

  /** The scripts share their names; one that is declared twice ends the second script. */
  @Test
  void everyNameOfTheScriptsIsDeclaredOnce() throws IOException {
    String page = page(document("cifar10", trial(1, 0.5)));
    String ours = page.substring(page.indexOf("// The report of a grid search"));
    List<String> names =
        Pattern.compile("^(?:async )?(?:const|let|function|class) (\\w+)", Pattern.MULTILINE)
            .matcher(ours)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertTrue(names.containsAll(List.of("report", "context", "frame")), names::toString);
    assertEquals(List.copyOf(new LinkedHashSet<>(names)), names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script src=\"https://example.org/a.js\"></script>",
        "<script src='a.js'></script>",
        "<img src=//example.org/a.png>",
        "a { background: url(http://example.org/a.png) }",
        "image.src = \"https://example.org/a.png\"",
        "<link rel=stylesheet>"
      })
  void whatWouldBeFetchedIsFound(String planted) {
    assertTrue(FETCHED.matcher(planted).find());
  }

  @Test
  void anOlderPageIsReplaced() throws IOException {
    Path file = Files.writeString(temp.resolve("report.html"), "old");
    GridPage.write(file, document("cifar10"), List.of());
    assertTrue(Files.readString(file).startsWith("<!DOCTYPE html>"));
    try (var files = Files.list(temp)) {
      assertEquals(1, files.count(), "temporary files are left");
    }
  }

  @Test
  void aPageThatCannotBeWrittenIsOneLine() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Path nowhere = temp.resolve("nowhere").resolve("report.html");
    for (Path file : List.of(folder, nowhere)) {
      CliException failure =
          assertThrows(
              CliException.class, () -> GridPage.write(file, document("cifar10"), List.of()));
      assertEquals(ExitCode.RESOURCES, failure.exitCode());
      String line = String.valueOf(failure.getMessage());
      assertTrue(line.startsWith(file + ": "), line);
      assertTrue(line.endsWith("; the report cannot be written"), line);
      assertEquals(1, line.lines().count(), line);
      assertEquals(1, line.split(Pattern.quote(file.toString()), -1).length - 1, line);
    }
    assertFalse(Files.exists(nowhere.getParent()));
  }
}
