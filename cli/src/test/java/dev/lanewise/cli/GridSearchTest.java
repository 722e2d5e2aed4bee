package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** Random search, halving and folds as {@code grid} tells of them: the contract of docs/cli.md. */
class GridSearchTest {

  private static final double ROUNDING = 1e-12;

  @TempDir private Path temp;
  private String data = "";
  private List<String> grid = List.of();
  private List<String> ranges = List.of(); // of a random search
  private List<String> random = List.of();

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(temp.resolve("tiny")).toString();
    List<String> common =
        List.of("grid", "--data", data, "--batch-size", "10", "--weight-scale", "0.1", "--json");
    grid = plus(common, "--hidden", "5,8", "--epochs", "2,1", "--reg", "0.5");
    ranges =
        plus(
            common,
            "--hidden",
            "4..9",
            "--learning-rate",
            "1e-4..1e-1",
            "--reg",
            "1e-3..1",
            "--epochs",
            "1..3");
    random = plus(ranges, "--search", "random");
  }

  private static List<String> plus(List<String> args, String... more) {
    return Stream.concat(args.stream(), Stream.of(more)).toList();
  }

  private static Map<String, Object> document(List<String> args, String... more) {
    return CommandRun.of(args, more).done().document();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(Map<String, Object> document) {
    return (List<Map<String, Object>>) document.get("trials");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> best(Map<String, Object> document) {
    return (Map<String, Object>) document.get("best");
  }

  private static double number(Map<String, Object> trial, String name) {
    return ((Number) trial.get(name)).doubleValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--search random | search",
        "--search halving | search",
        "--folds 3 --search random | search,folds",
        "--search halving --folds 2 | search,folds",
      })
  void whatIsUsedStandsAfterTheVectorBits(String options, String expected) {
    List<String> keys = List.copyOf(document(oneEpochCount(), options.split(" ")).keySet());
    List<String> all = new ArrayList<>(List.of("command", "status", "seed", "threads", "backend"));
    all.add("vectorBits");
    all.addAll(List.of(expected.split(",")));
    all.addAll(List.of("data", "trials", "best", "seconds"));
    assertEquals(all, keys);
  }

  @Test
  void randomTrialsLieInTheRanges() {
    Map<String, Object> document = document(random, "--seed", "3");
    assertEquals("random", document.get("search"));
    assertEquals(16, trials(document).size(), "the default of --trials");
    Set<String> settings = new HashSet<>();
    for (Map<String, Object> trial : trials(document)) {
      assertTrue(number(trial, "learningRate") >= 1e-4 && number(trial, "learningRate") <= 1e-1);
      assertTrue(number(trial, "reg") >= 1e-3 && number(trial, "reg") <= 1);
      assertTrue(number(trial, "epochs") >= 1 && number(trial, "epochs") <= 3);
      assertTrue(
          ((List<?>) trial.get("hidden")).getFirst() instanceof Integer width
              && width >= 4
              && width <= 9);
      assertTrue(digits(trial, "learningRate") <= 4 && digits(trial, "reg") <= 4, trial.toString());
      assertTrue(
          settings.add(trial.get("hidden") + " " + trial.get("learningRate") + trial.get("reg")));
    }
    assertEquals(trials(document), trials(document(random, "--seed", "3")));
    assertEquals(
        trials(document).subList(0, 5), trials(document(random, "--seed", "3", "--trials", "5")));
    assertNotEquals(
        trials(document).getFirst(), trials(document(random, "--seed", "4")).getFirst());
  }

  private static int digits(Map<String, Object> trial, String name) {
    return new BigDecimal(trial.get(name).toString()).stripTrailingZeros().precision();
  }

  @Test
  void fewerCombinationsThanTrials() {
    assertEquals(12, trials(document(grid, "--search", "random", "--trials", "100")).size());
  }

  private List<String> oneEpochCount() {
    List<String> args = new ArrayList<>(ranges);
    int epochs = args.indexOf("--epochs");
    args.subList(epochs, epochs + 2).clear();
    args.addAll(List.of("--epochs", "10"));
    return args;
  }

  /** A third goes on from 1 to 3 and on to all 10 epochs, the default. */
  @Test
  void halvingTellsHowFarEachTrialCame() {
    List<String> byDefault = oneEpochCount().subList(0, oneEpochCount().indexOf("--epochs"));
    Map<String, Object> document = document(byDefault, "--search", "halving");
    List<Object> reached = trials(document).stream().map(t -> t.get("epochs")).sorted().toList();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      expected.add(i < 10 ? 1 : i < 14 ? 3 : 10);
    }
    assertEquals(expected, reached);
    for (Map<String, Object> trial : trials(document)) {
      Map<String, Object> alone =
          document(
              List.of("train", "--data", data, "--batch-size", "10", "--weight-scale", "0.1"),
              "--json",
              "--hidden",
              ((List<?>) trial.get("hidden")).getFirst().toString(),
              "--learning-rate",
              trial.get("learningRate").toString(),
              "--reg",
              trial.get("reg").toString(),
              "--epochs",
              trial.get("epochs").toString());
      assertEquals(alone.get("weightsSha256"), trial.get("weightsSha256"));
    }
  }

  /** Best so far is no trial that another one has passed, ended or not. */
  @Test
  void theBestSoFarMayGoOn() {
    List<String> text = oneEpochCount();
    text.remove("--json");
    List<String> lines =
        CommandRun.of(text, "--search", "halving", "--trials", "20").done().errLines().toList();
    Pattern accuracy = Pattern.compile("validation ([01]\\.[0-9]{4})");
    double best = -1;
    int goOn = 0;
    for (String line : lines) {
      Matcher matcher = accuracy.matcher(line);
      if (matcher.find()) {
        double own = Double.parseDouble(matcher.group(1));
        assertTrue(own <= best || line.endsWith("  best so far"), line);
        assertTrue(own >= best || !line.endsWith("  best so far"), line);
        best = Math.max(best, own);
        goOn += line.endsWith("  goes on  best so far") ? 1 : 0;
      }
    }
    assertTrue(goOn > 0 && goOn <= 2, String.join("\n", lines));
  }

  @Test
  void foldsOfATrial() throws IOException {
    Path model = temp.resolve("best.safetensors");
    Map<String, Object> document = document(grid, "--folds", "4", "--model", model.toString());
    assertEquals(4, document.get("folds"));
    for (Map<String, Object> trial : trials(document)) {
      List<Double> accuracies = new ArrayList<>();
      for (Object accuracy : (List<?>) trial.get("foldAccuracies")) {
        accuracies.add(((Number) accuracy).doubleValue());
        assertEquals(0, accuracies.getLast() * 15 % 1, ROUNDING, "a fold has 15 of 60 rows");
      }
      assertEquals(4, accuracies.size());
      double mean = accuracies.stream().reduce(0.0, Double::sum) / 4;
      assertEquals(mean, number(trial, "validationAccuracy"), ROUNDING);
      double variance =
          accuracies.stream().map(x -> (x - mean) * (x - mean)).reduce(0.0, Double::sum) / 4;
      assertEquals(Math.sqrt(variance), number(trial, "deviation"), ROUNDING);
      assertNull(trial.get("weightsSha256"));
      assertTrue(trial.containsKey("weightsSha256"));
    }
    Map<String, Object> best = best(document);
    Map<String, Object> same = trials(document).get((int) best.get("trial") - 1);
    assertEquals(same.get("foldAccuracies"), best.get("foldAccuracies"));
    String witness = String.valueOf(best.get("weightsSha256"));
    assertTrue(witness.matches("[0-9a-f]{64}"), witness);
    Map<String, Object> evaluated =
        document(List.of("evaluate", "--model", model.toString(), "--data", data, "--json"));
    assertEquals(best.get("testAccuracy"), evaluated.get("accuracy"));
    String provenance = Files.readString(model, StandardCharsets.ISO_8859_1);
    assertTrue(provenance.contains("config.train_size\":\"60\""), "54 rows and 6");
    assertTrue(provenance.contains("config.validation_size\":\"0\""), "no others");
    List<String> text = new ArrayList<>(grid);
    text.remove("--json");
    CommandRun run = CommandRun.of(text, "--folds", "4").done();
    assertTrue(run.outLines().contains("weights SHA-256 " + witness), run.out());
    assertTrue(run.outLines().getFirst().startsWith("trial  accuracy       ±  "), run.out());
    assertEquals(
        "%s %.4f".formatted(best.get("trial"), number(best, "validationAccuracy")),
        run.outLines().get(1).strip().replaceFirst(" +([0-9.]+) .*", " $1"));
    String told =
        "best trial %s: validation accuracy %.4f, test %.4f"
            .formatted(
                best.get("trial"),
                number(best, "validationAccuracy"),
                number(best, "testAccuracy"));
    assertTrue(run.outLines().contains(told), run.out());
    assertEquals(12, run.outLines().stream().filter(line -> line.matches(" *[0-9]+ .*")).count());
  }

  /** The model is that of training on all 60 rows, for as many epochs as were best on average. */
  @Test
  void theModelOfFoldsIsTrainedOnAllRows() {
    Map<String, Object> best = best(document(grid, "--folds", "3"));
    Map<String, Object> alone =
        document(
            List.of("train", "--data", data, "--train-size", "60", "--validation-size", "0"),
            "--json",
            "--batch-size",
            "10",
            "--weight-scale",
            "0.1",
            "--reg",
            "0.5",
            "--hidden",
            ((List<?>) best.get("hidden")).getFirst().toString(),
            "--learning-rate",
            best.get("learningRate").toString(),
            "--epochs",
            best.get("bestEpoch").toString());
    assertEquals(alone.get("weightsSha256"), best.get("weightsSha256"));
    assertEquals(alone.get("testAccuracy"), best.get("testAccuracy"));
  }

  /** The ranking is all that is asked for. */
  @Test
  void noRefitLeavesTheModelOut() {
    Map<String, Object> document = document(grid, "--folds", "3", "--no-refit");
    assertEquals("done", document.get("status"));
    assertNull(best(document).get("weightsSha256"));
    assertNull(best(document).get("testAccuracy"));
    List<String> text = new ArrayList<>(grid);
    text.remove("--json");
    CommandRun run = CommandRun.of(text, "--folds", "3", "--no-refit").done();
    assertFalse(run.out().contains("SHA-256"), run.out());
    assertTrue(run.out().contains("test none"), run.out());
  }

  /** All fields of a trial and what all have in common, in both formats. */
  @ParameterizedTest
  @ValueSource(strings = {"--search grid", "--search random", "--search halving", "--folds 3"})
  void aLineOfTheResultsFile(String options) throws IOException {
    Path csv = temp.resolve("trials.csv");
    Path lines = temp.resolve("trials.jsonl");
    List<String> args =
        plus(
            switch (options) {
              case "--search random" -> ranges;
              case "--search halving" -> oneEpochCount();
              default -> grid;
            },
            options.split(" "));
    Map<String, Object> document = document(args, "--results", csv.toString());
    document(args, "--results", lines.toString());
    List<String> rows = Files.readAllLines(csv);
    List<String> columns = List.of(rows.getFirst().split(","));
    Map<Integer, Map<String, Object>> told = new HashMap<>();
    trials(document).forEach(trial -> told.put((int) trial.get("trial"), trial));
    boolean folds = options.startsWith("--folds");
    List<String> common =
        List.of(
            "init",
            "sampling",
            "earlyStopping",
            "dataSha256",
            "trainSize",
            "validationSize",
            "normalize",
            "folds",
            "halving",
            "data",
            "testSize",
            "foldSeed",
            "lanewiseVersion",
            "javaVersion",
            "momentum",
            "rho",
            "beta1",
            "beta2",
            "epsilon",
            "weightDecay",
            "stepEpochs",
            "rateFactor",
            "plateauPatience",
            "scheduleEpochs",
            "monitor",
            "minDelta",
            "classWeights",
            "crc32");
    Set<String> expected = new HashSet<>(common);
    expected.addAll(trials(document).getFirst().keySet());
    expected.remove("settings"); // which have columns of their own
    assertEquals(expected, Set.copyOf(columns));
    assertEquals(expected.size(), columns.size());
    assertEquals("crc32", columns.getLast());
    List<String> text = Files.readAllLines(lines);
    assertEquals(told.size(), text.size());
    assertEquals(told.size() + 1, rows.size());
    for (int i = 0; i < text.size(); i++) {
      Map<String, Object> line = JSON.std.mapFrom(text.get(i));
      Map<String, Object> trial = told.remove((int) line.get("trial"));
      Map<?, ?> settings = (Map<?, ?>) Optional.ofNullable(trial.remove("settings")).orElseThrow();
      assertTrue(line.entrySet().containsAll(trial.entrySet()), text.get(i));
      assertTrue(line.entrySet().containsAll(settings.entrySet()), text.get(i));
      assertEquals(expected, line.keySet());
      assertEquals("gaussian", line.get("init"));
      assertEquals("shuffle", line.get("sampling"));
      assertEquals(0, line.get("earlyStopping"));
      assertEquals(TinyData.TRAIN - TinyData.VALIDATION, line.get("trainSize"));
      assertEquals(TinyData.VALIDATION, line.get("validationSize"));
      assertEquals("center", line.get("normalize"));
      assertEquals(folds ? 3 : 0, line.get("folds"));
      assertEquals(options.contains("halving"), line.get("halving"));
      String[] cells = rows.get(i + 1).split(",", -1);
      assertEquals(columns.size(), cells.length);
      for (int c = 0; c < cells.length; c++) {
        assertEquals(cell(line.get(columns.get(c))), cells[c], columns.get(c));
      }
    }
    assertTrue(told.isEmpty());
    assertFalse(Files.exists(temp.resolve("trials.csv.checkpoint")));
    assertFalse(Files.exists(temp.resolve("trials.jsonl.checkpoint")));
  }

  private static String cell(Object value) {
    return value == null
        ? ""
        : value instanceof List<?> list
            ? String.join(" ", list.stream().map(String::valueOf).toList())
            : value.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --search random --learning-rate 1e-2..1e-4        | --learning-rate
          --search random --learning-rate 0..1              | --learning-rate
          --search random --learning-rate -1..1             | --learning-rate
          --search random --learning-rate 1e-4..Infinity    | --learning-rate
          --search random --learning-rate NaN..1            | --learning-rate
          --search random --learning-rate 1e-4..            | '1e-4..'
          --search random --learning-rate ..1e-4            | '..1e-4'
          --search random --learning-rate 1..2..3           | '1..2..3'
          --search random --learning-rate ..                | '..'
          --search random --reg 0..1                        | --reg
          --search random --reg 1..0.5                      | --reg
          --search random --reg 1,2..3                      | --reg has a range among other values
          --search random --reg 1..2,3..4                   | --reg has a range among other values
          --search random --weight-scale 0..1               | --weight-scale
          --search random --lr-decay 0..1                   | decay
          --search random --lr-decay 1..0.9                 | --lr-decay
          --search random --epochs 5..2                     | --epochs
          --search random --epochs 0..2                     | epochs
          --search random --epochs 1..                      | '1..'
          --search random --epochs ..5                      | '..5'
          --search random --epochs 1..x                     | '1..x'
          --search random --epochs 1..2.5                   | '1..2.5'
          --search random --batch-size 9..8                 | --batch-size
          --search random --batch-size 0..8                 | batch size
          --search random --batch-size 1000..2000           | is larger than the training set of 54
          --search random --hidden 9..4                     | --hidden
          --search random --hidden 0..4                     | --hidden
          --search random --hidden 4..                      | --hidden
          --search random --hidden ..4                      | --hidden
          --search random --hidden 4-5..9                   | --hidden
          --search random --hidden none..9                  | --hidden
          --search random --seed 5..1                       | --seed
          --search random --seed 1..                        | --seed
          --search random --activation relu..tanh           | --activation
          --search halving --epochs 5,10                    | --epochs
          --search halving --epochs 5..10                   | --epochs
          --search random --trials 0                        | --trials must be at least 1
          --search random --trials -1                       | --trials must be at least 1
          --search random --trials many                     | --trials
          --search best                                     | --search
          --trials 5                                        | --trials
          --search grid --trials 5                          | --trials
          --learning-rate 1e-4..1e-2                        | range
          --hidden 4..9                                     | range
          --epochs 1..2                                     | range
          --seed 1..2                                       | range
          --folds 1                                         | --folds must be at least 2
          --folds 0                                         | --folds must be at least 2
          --folds -3                                        | --folds must be at least 2
          --folds 61                                        | --folds
          --folds x                                         | --folds
          --folds 2 --batch-size 31                         | is larger than the training set of 30
          --no-refit                                        | --no-refit
          --folds 3 --no-refit --model m.safetensors        | --model
          --resume                                          | --resume needs the --results
          """)
  void wrongUsageIsToldBeforeTraining(String options, String expected) {
    CommandRun run = CommandRun.of(List.of("grid", "--data", data), options.strip().split(" +"));
    String error = run.error(2);
    assertTrue(error.contains(expected), error);
  }

  @Test
  void theCheckpointIsNoModel() {
    String error =
        CommandRun.of(grid, "--results", temp + "/a", "--model", temp + "/./a.checkpoint").error(2);
    assertTrue(error.contains("files of their own"), error);
  }

  /** Two folds of a step learn something, all rows of two steps diverge: told with the document. */
  @Test
  void theBestThatDivergesOnAllRowsIsToldWithTheDocument() {
    CommandRun run =
        CommandRun.of(
            "grid",
            "--data",
            CommandRun.sample(),
            "--train-size",
            "200",
            "--validation-size",
            "100",
            "--folds",
            "2",
            "--epochs",
            "1",
            "--batch-size",
            "150",
            "--reg",
            "0",
            "--hidden",
            "20",
            "--learning-rate",
            "1e8",
            "--json");
    assertEquals(4, run.code(), run.err());
    assertEquals("diverged", run.document().get("status"));
    assertTrue(run.errorLine().contains("diverged when it was trained on all samples"), run.err());
  }

  @Test
  void halvingWithoutAValidationPartIsRefused() {
    CommandRun run =
        CommandRun.of(
            "grid",
            "--data",
            data,
            "--search",
            "halving",
            "--validation-size",
            "0",
            "--batch-size",
            "10");
    assertTrue(run.error(2).contains("needs a validation part"), run.err());
  }

  @Test
  void helpShowsListsWithoutTheirPattern() {
    String help = CommandRun.of("grid", "--help").done().out();
    assertTrue(help.contains("--hidden=WIDTHS,..."), help);
    assertTrue(!help.contains("(?!"), help);
  }
}
