package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** What {@code grid} prints and writes. */
class GridTest {

  @TempDir private Path temp;
  private String data = "";
  private List<String> common = List.of();
  private List<String> small = List.of();

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(temp.resolve("tiny")).toString();
    common =
        List.of(
            "grid",
            "--data",
            data,
            "--hidden",
            "5,8",
            "--batch-size",
            "10",
            "--epochs",
            "2,1",
            "--weight-scale",
            "0.1");
    small = plus(common, "--learning-rate", "0.001,0.0001", "--reg", "0.5");
  }

  private static List<String> plus(List<String> args, String... more) {
    return Stream.concat(args.stream(), Stream.of(more)).toList();
  }

  @Test
  void jsonIsTheDocumentOfTheContract() {
    CommandRun run = CommandRun.of(small, "--json", "--threads", "2", "--seed", "7").done();
    Map<String, Object> document = run.document();
    assertEquals(
        List.of(
            "command",
            "status",
            "seed",
            "threads",
            "backend",
            "vectorBits",
            "data",
            "trials",
            "best",
            "seconds"),
        List.copyOf(document.keySet()));
    assertEquals("grid", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(7, document.get("seed"));
    List<Map<String, Object>> trials = trials(document);
    assertEquals(8, trials.size());
    for (int t = 0; t < 8; t++) {
      assertEquals(t + 1, trials.get(t).get("trial"));
      assertEquals(List.of(t < 4 ? 5 : 8), trials.get(t).get("hidden"));
      assertEquals(t % 2 == 0 ? 2 : 1, trials.get(t).get("epochs"));
      assertEquals("done", trials.get(t).get("status"));
    }
    assertEquals(
        List.of(
            "trial",
            "hidden",
            "learningRate",
            "lrDecay",
            "epochs",
            "reg",
            "batchSize",
            "optimizer",
            "activation",
            "lossFunction",
            "weightScale",
            "dropout",
            "seed",
            "warmupSteps",
            "schedule",
            "labelSmoothing",
            "clipNorm",
            "validationAccuracy",
            "bestEpoch",
            "weightsSha256",
            "status",
            "settings"),
        List.copyOf(trials.getFirst().keySet()));
    @SuppressWarnings("unchecked")
    Map<String, Object> best = (Map<String, Object>) document.get("best");
    Map<String, Object> same = trials.get((int) best.get("trial") - 1);
    assertEquals(same.get("weightsSha256"), best.get("weightsSha256"));
    assertTrue(best.get("testAccuracy") instanceof Double);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(Map<String, Object> document) {
    return (List<Map<String, Object>>) document.get("trials");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Map<String, Object> trial) {
    return (Map<String, Object>) Optional.ofNullable(trial.get("settings")).orElseThrow();
  }

  /** Fused or not, each trial has the witness that train prints for its settings. */
  @ParameterizedTest
  @ValueSource(strings = {"--quiet", "--no-fuse"})
  void everyTrialIsTheRunOfTrain(String option) {
    CommandRun run = CommandRun.of(small, "--json", option).done();
    for (Map<String, Object> trial : trials(run.document())) {
      CommandRun alone =
          CommandRun.of(
              "train",
              "--json",
              "--data",
              data,
              "--hidden",
              trial.get("hidden").toString().replaceAll("[\\[\\]]", ""),
              "--batch-size",
              "10",
              "--epochs",
              trial.get("epochs").toString(),
              "--weight-scale",
              "0.1",
              "--learning-rate",
              trial.get("learningRate").toString(),
              "--reg",
              "0.5");
      Map<String, Object> document = alone.done().document();
      assertEquals(document.get("weightsSha256"), trial.get("weightsSha256"));
      assertEquals(document.get("validationAccuracy"), trial.get("validationAccuracy"));
      assertEquals(document.get("bestEpoch"), trial.get("bestEpoch"));
    }
  }

  @Test
  void resultsAndModelAreWritten() throws IOException {
    Path csv = temp.resolve("trials.csv");
    Path lines = temp.resolve("trials.jsonl");
    Path model = temp.resolve("best.safetensors");
    CommandRun text =
        CommandRun.of(small, "--results", csv.toString(), "--model", model.toString()).done();
    Map<String, Object> document =
        CommandRun.of(small, "--results", lines.toString(), "--json").done().document();
    List<String> rows = Files.readAllLines(csv);
    assertEquals(9, rows.size());
    assertTrue(rows.getFirst().startsWith("trial,hidden,learningRate,"), rows.getFirst());
    for (String line : Files.readAllLines(lines)) {
      Map<String, Object> trial = JSON.std.mapFrom(line);
      Map<String, Object> told = trials(document).get((int) trial.get("trial") - 1);
      assertTrue(trial.entrySet().containsAll(settings(told).entrySet()), line);
      told.remove("settings");
      assertTrue(trial.entrySet().containsAll(told.entrySet()), line);
      String witness = trial.get("weightsSha256").toString();
      String start = trial.get("trial") + ",";
      assertEquals(
          1,
          rows.stream()
              .filter(row -> row.startsWith(start) && row.contains("," + witness + ",done,"))
              .count());
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> best = (Map<String, Object>) document.get("best");
    assertTrue(text.out().contains("weights SHA-256 " + best.get("weightsSha256")), text.out());
    Map<String, Object> evaluated =
        CommandRun.of("evaluate", "--model", model.toString(), "--data", data, "--json")
            .done()
            .document();
    assertEquals(best.get("testAccuracy"), evaluated.get("accuracy"));
  }

  @Test
  void aFileThatExistsIsNotTouched() throws IOException {
    Path file = Files.writeString(temp.resolve("trials.csv"), "mine");
    String error = CommandRun.of(small, "--results", file.toString()).error(5);
    assertTrue(error.contains("exists already"), error);
    assertEquals("mine", Files.readString(file));
    String both = CommandRun.of(small, "--results", temp + "/a", "--model", temp + "/./a").error(2);
    assertTrue(both.contains("files of their own"), both);
    Path nowhere = temp.resolve("nowhere").resolve("trials.csv");
    assertTrue(
        CommandRun.of(small, "--results", nowhere.toString()).error(5).contains("no folder"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--hidden 5,,8 | is not a list of widths",
        "--hidden 5, | is not a list of widths",
        "--reg 1, | --reg",
        "--hidden 5,x | is not a list of widths",
        "--reg 1,-1 | reg must be 0 or more",
        "--epochs 0,1 | epochs must be at least 1",
        "--learning-rate 1e-3,0 | learning rate must be above 0",
        "--reg 1,2,1 | --reg has the value 1 twice",
        "--batch-size 10,55 | --batch-size 55 is larger than the training set of 54",
        "--optimizer lion | lion",
        "--optimizer adam,lion | lion",
        "--beta1 0.5,0.9 | --beta1 is for --optimizer adam or adamw, got --optimizer sgd",
        "--beta1 0.5 --optimizer momentum,rmsprop | got --optimizer momentum,rmsprop",
        "--optimizer sgd,adam --beta1 0.5,1 | beta1 must be at least 0 and below 1",
        "--lr-decay 0.9 --schedule cosine,step | --lr-decay is for --schedule constant",
        "--schedule constant,plateau --validation-size 0 | plateau needs a validation part",
        "--schedule plateau --folds 2 --batch-size 5 | with --folds needs --no-refit",
        "--monitor loss --validation-size 0 | --monitor loss needs a validation part",
      })
  void badListsAreToldBeforeTraining(String options, String expected) {
    String error = CommandRun.of(List.of("grid", "--data", data), options.split(" ", -1)).error(2);
    assertTrue(error.contains(expected), error);
  }

  @Test
  void divergedTrialsDoNotEndTheOthers() throws IOException {
    CommandRun run =
        CommandRun.of(common, "--learning-rate", "0.001,1e30", "--reg", "0.5", "--json");
    assertEquals(0, run.code(), run.err());
    List<Map<String, Object>> trials = trials(run.document());
    assertEquals("diverged", trials.get(2).get("status"));
    assertNull(trials.get(2).get("bestEpoch"));
    assertEquals("done", trials.get(0).get("status"));
    Path csv = temp.resolve("diverged.csv");
    CommandRun.of(common, "--learning-rate", "1e30", "--results", csv.toString());
    assertTrue(Files.readAllLines(csv).get(1).contains(",0,,,,diverged,"), csv.toString());
    CommandRun all = CommandRun.of(common, "--learning-rate", "1e30,1e31", "--json");
    assertEquals(4, all.code());
    assertEquals("diverged", all.document().get("status"));
    assertNull(all.document().get("best"));
  }

  /** A net of some hundred gigabytes among small ones. */
  @Test
  void aTrialThatDoesNotFitFailsAlone() {
    CommandRun run = CommandRun.of(plus(common, "--json", "--hidden", "2000000000"));
    assertEquals(0, run.code(), run.err());
    Map<String, Object> document = run.document();
    assertEquals("done", document.get("status"));
    for (Map<String, Object> trial : trials(document)) {
      boolean large = trial.get("hidden").equals(List.of(2_000_000_000));
      assertEquals(large ? "failed" : "done", trial.get("status"));
    }
  }

  @Test
  void noTrialThatFitsIsOneLineOnStderr() {
    List<String> tooLarge =
        List.of("grid", "--data", data, "--batch-size", "10", "--hidden", "2000000000", "--json");
    String error = CommandRun.of(tooLarge).error(5);
    assertTrue(error.contains("trial 1, hidden 2000000000: not enough memory"), error);
  }

  @Test
  void textTellsTrialsTableAndHints() {
    CommandRun run = CommandRun.of(small).done();
    assertTrue(run.err().contains("8/8  trial "), run.err());
    assertEquals(
        List.of("trial", "accuracy", "hidden", "rate", "epochs", "best", "epoch"),
        List.of(run.outLines().getFirst().split(" +")));
    assertEquals(8, rows(run));
    assertTrue(run.err().contains("hint: best at the edge of a list"), run.err());
    String[] poor = {"--quiet", "--reg", "10", "--learning-rate", "1e-6"};
    CommandRun quiet = CommandRun.of(common, poor).done();
    assertFalse(quiet.err().contains("8/8"), quiet.err());
    assertTrue(quiet.err().contains("above every published optimum"), quiet::toString);
  }

  @Test
  void theReportHoldsTheDocument() throws IOException {
    Path page = temp.resolve("trials.html");
    CommandRun run = CommandRun.of(small, "--report", page.toString(), "--json").done();
    assertTrue(Files.readString(page).contains(run.out().strip()), "another document");
    String nowhere = temp.resolve("nowhere").resolve("trials.html").toString();
    assertTrue(CommandRun.of(small, "--report", nowhere).error(5).contains("no folder"));
    String both = temp.resolve("both").toString();
    CommandRun.of(small, "--report", both, "--results", both).error(2);
  }

  /** Lines that begin with a number, which is right below "trial". */
  private static long rows(CommandRun run) {
    return run.out().lines().filter(line -> line.matches(" *[0-9]+ .*")).count();
  }

  @Test
  void theTableHasAsManyTrialsAsAreAskedFor() {
    assertEquals(8, rows(CommandRun.of(small, "--top", "all", "--quiet").done()));
    CommandRun three = CommandRun.of(small, "--top", "3", "--quiet").done();
    assertEquals(3, rows(three));
    assertEquals("and 5 more; --top all prints them", three.outLines().get(4));
    List<String> many = plus(small, "--seed", "1,2,3,4,5,6");
    CommandRun run = CommandRun.of(many, "--quiet").done();
    assertEquals(20, rows(run));
    assertTrue(run.out().contains("and 28 more; --top all prints them"), run.out());
    assertEquals(48, rows(CommandRun.of(many, "--top", "ALL", "--quiet").done()));
    for (String wrong : List.of("0", "-1", "some", "1.5", "12345678901", "")) {
      String error = CommandRun.of(small, "--top", wrong).error(2);
      assertTrue(error.contains("'" + wrong + "' is neither a number from 1"), error);
    }
  }

  /** However many settings differ: the columns go on below. */
  @Test
  void theTableWrapsNowhere() {
    CommandRun run =
        CommandRun.of(
                small,
                "--lr-decay",
                "0.123456,1",
                "--activation",
                "relu,sigmoid",
                "--loss",
                "softmax,svm",
                "--seed",
                "1,123456789012345",
                "--quiet")
            .done();
    List<String> table =
        run.outLines().stream().takeWhile(line -> !line.contains("more;")).toList();
    table.forEach(line -> assertTrue(line.length() <= 80, line));
    assertEquals(2, table.stream().filter(line -> line.startsWith("trial  ")).count(), run.out());
    assertEquals(40, rows(run));
  }

  @Test
  void trialsWithoutAModelSayWhy() {
    CommandRun run =
        CommandRun.of(common, "--learning-rate", "0.001,1e30", "--reg", "0.5", "--quiet");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.outLines().get(5).matches("    4  diverged .*"), run.out());
    assertTrue(
        run.outLines().stream().anyMatch(l -> l.startsWith("trial 3 diverged in epoch 1, step ")),
        run.out());
  }
}
