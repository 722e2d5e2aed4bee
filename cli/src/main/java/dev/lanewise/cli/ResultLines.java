package dev.lanewise.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.lanewise.cli.console.Json;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Monitor;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.TrainingSettings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * The lines of a results file, as CSV with a head or as JSON Lines: the settings of a trial, how it
 * ended, and what all trials of the search have in common, so that each line can stand alone.
 */
final class ResultLines {

  private static final String JSON_LINES = ".jsonl";
  private static final String TRIAL = "trial";
  private static final String HALVING = "halving";
  private static final String ACCURACY = "validationAccuracy";
  private static final String LOSS = "validationLoss";
  private static final String BEST_EPOCH = "bestEpoch";
  private static final String WITNESS = "weightsSha256";
  private static final String STATUS = "status";
  private static final String FOLD_ACCURACIES = "foldAccuracies";
  private static final String DEVIATION = "deviation";

  private final boolean json;
  private final RunContext shared;
  private final boolean folds;
  private final boolean halving;
  private final boolean byLoss; // whether the trials are ranked by their validation loss
  private final Map<List<Integer>, Trial> trials; // by number and epochs

  /**
   * The lines of one search.
   *
   * @param file whose name tells the format
   * @param shared what all trials have in common
   * @param halving whether trials end early
   * @param trials all that may have a line
   */
  ResultLines(Path file, RunContext shared, boolean halving, List<Trial> trials) {
    this.json = file.toString().endsWith(JSON_LINES);
    this.shared = shared;
    this.folds = shared.folds() > 0;
    this.halving = halving;
    this.byLoss = trials.stream().anyMatch(it -> it.config().monitor() == Monitor.LOSS);
    this.trials =
        trials.stream()
            .collect(
                Collectors.toMap(
                    trial -> List.of(trial.number(), trial.config().epochs()),
                    trial -> trial,
                    (a, _) -> a));
  }

  /** The most bytes that a file of them has, with thousands of folds too. */
  long mostBytes() {
    return (trials.size() + 1L) << 20;
  }

  /** What stands before the first trial. */
  String head() {
    return json ? "" : csv(columns());
  }

  /** Whether a text without a line end may be the beginning of a file. */
  boolean mayBegin(String text) {
    String start = json ? "{\"trial\":" : head();
    return start.startsWith(text) || (json && text.startsWith(start));
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>(List.of(TRIAL));
    RunSettings.BEFORE_RESULT.forEach(setting -> columns.add(setting.key()));
    columns.addAll(List.of(ACCURACY, BEST_EPOCH, WITNESS, STATUS));
    if (folds) {
      columns.addAll(List.of(FOLD_ACCURACIES, DEVIATION));
    }
    for (RunSetting setting : RunSettings.BEHIND_RESULT) {
      columns.add(setting.key());
      if (setting.equals(RunSettings.FOLDS)) {
        columns.add(HALVING);
      }
    }
    if (byLoss) {
      columns.add(LOSS);
    }
    columns.add(LineCheck.NAME);
    return columns;
  }

  /** What a line says of a trial besides how it ended, name by name. */
  private Map<String, Object> settings(Trial trial) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(TRIAL, trial.number());
    for (RunSetting setting : RunSettings.ALL) {
      settings.put(setting.key(), setting.json(shared.of(trial)));
    }
    settings.put(RunSettings.FOLDS.key(), shared.folds()); // 0 without
    settings.put(HALVING, halving);
    return settings;
  }

  /** The line of a trial. */
  String line(TrialResult result) {
    Map<String, Object> settings = settings(result.trial());
    if (json) {
      Json document = Descriptions.json(shared, result);
      columns().stream()
          .filter(settings::containsKey)
          .forEach(name -> document.put(name, settings.getOrDefault(name, "")));
      document.put(LineCheck.NAME, LineCheck.of(cells(document.text())));
      return document.text() + "\n";
    }
    Map<String, String> cells = new LinkedHashMap<>();
    settings.forEach((name, value) -> cells.put(name, RunSetting.text(value)));
    cells.put(ACCURACY, number(result.validationAccuracy()));
    cells.put(LOSS, number(result.validationLoss()));
    cells.put(BEST_EPOCH, result.bestEpoch() > 0 ? Integer.toString(result.bestEpoch()) : "");
    cells.put(WITNESS, result.witness());
    cells.put(STATUS, result.status().name().toLowerCase(Locale.ROOT));
    cells.put(
        FOLD_ACCURACIES,
        result.foldAccuracies().stream().map(ResultLines::number).collect(Collectors.joining(" ")));
    cells.put(DEVIATION, number(result.deviation()));
    cells.keySet().retainAll(columns());
    cells.put(LineCheck.NAME, LineCheck.of(cells));
    return csv(columns().stream().map(name -> cells.getOrDefault(name, "")).toList());
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  private static String csv(List<String> cells) {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      writer.writeRecord(cells);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The results that whole lines hold.
   *
   * @throws MalformedFileException if a line is malformed, of another search, or tells of a trial
   *     once more
   */
  List<TrialResult> parse(Path file, String text) throws MalformedFileException {
    List<TrialResult> results = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    int lineNumber = json ? 1 : 2;
    for (Map<String, String> cells : json ? jsonCells(file, text) : csvCells(file, text)) {
      TrialResult result = result(file, "line " + lineNumber++, cells);
      if (!seen.add(result.trial().number())) {
        throw new MalformedFileException(
            file,
            "line " + (lineNumber - 1),
            "trial " + result.trial().number() + " has a line already",
            "one line a trial");
      }
      results.add(result);
    }
    return results;
  }

  private List<Map<String, String>> csvCells(Path file, String text) throws MalformedFileException {
    List<Map<String, String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().skipEmptyLines(false).ofCsvRecord(text)) {
      for (CsvRecord line : reader) {
        List<String> fields = line.getFields();
        String place = "line " + line.getStartingLineNumber();
        if (line.getStartingLineNumber() == 1 && fields.contains(FOLD_ACCURACIES) != folds) {
          throw new MalformedFileException(
              file,
              place,
              "the results are of a search with%s --folds".formatted(folds ? "out" : ""),
              "those of one with%s; nothing was changed".formatted(folds ? "" : "out"));
        }
        if (line.getStartingLineNumber() == 1 && !fields.equals(columns())) {
          throw new MalformedFileException(
              file,
              place,
              "the columns are " + String.join(",", fields),
              String.join(",", columns()) + "; nothing was changed");
        }
        if (fields.size() != columns().size()) {
          throw new MalformedFileException(
              file, place, fields.size() + " columns", columns().size() + "; nothing was changed");
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
          cells.put(columns().get(i), fields.get(i));
        }
        rows.add(cells);
      }
    } catch (MalformedFileException e) {
      throw e;
    } catch (CsvParseException | IOException e) {
      throw new MalformedFileException(
          file, "", "is not CSV", "the results of a search; nothing was changed");
    }
    return rows.isEmpty() ? rows : rows.subList(1, rows.size());
  }

  private static List<Map<String, String>> jsonCells(Path file, String text)
      throws MalformedFileException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      try {
        rows.add(cells(line));
      } catch (JacksonException | IllegalArgumentException e) {
        throw new MalformedFileException(
            file,
            "line " + (rows.size() + 1),
            "is not a JSON document",
            "the results of a search; nothing was changed");
      }
    }
    return rows;
  }

  private static Map<String, String> cells(String document) {
    Map<String, String> cells = new LinkedHashMap<>();
    document(document).forEach((name, value) -> cells.put(name, cell(name, value)));
    return cells;
  }

  private static Map<String, Object> document(String line) {
    return Optional.ofNullable(JSON.std.mapFrom(line))
        .orElseThrow(() -> new IllegalArgumentException("null"));
  }

  @SuppressWarnings("NullAway") // a JSON null arrives as one
  private static String cell(String name, Object value) {
    return switch (value) {
      case null -> "";
      case List<?> widths when name.equals(NetSettings.HIDDEN.key()) ->
          widths.isEmpty() ? "none" : joined(widths, "-");
      case List<?> list -> joined(list, " ");
      default -> value.toString();
    };
  }

  private static String joined(List<?> values, String delimiter) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(delimiter));
  }

  private TrialResult result(Path file, String place, Map<String, String> cells)
      throws MalformedFileException {
    try {
      LineCheck.require(cells);
      int number = integer(cell(cells, TRIAL));
      int epochs = integer(cell(cells, TrainingSettings.EPOCHS.key()));
      Trial trial =
          Optional.ofNullable(trials.get(List.of(number, epochs)))
              .or(() -> trials.values().stream().filter(t -> t.number() == number).findFirst())
              .orElseThrow(() -> new IllegalArgumentException("no trial " + number));
      requireSame(file, place, cells, trial);
      String accuracies = cells.getOrDefault(FOLD_ACCURACIES, "");
      TrialResult result =
          new TrialResult(
              trial,
              status(cell(cells, STATUS)),
              number(cell(cells, ACCURACY)),
              byLoss ? -number(cell(cells, LOSS)) : number(cell(cells, ACCURACY)),
              accuracies.isEmpty()
                  ? List.of()
                  : List.of(accuracies.split(" ")).stream().map(ResultLines::number).toList(),
              cell(cells, BEST_EPOCH).isEmpty() ? 0 : integer(cell(cells, BEST_EPOCH)),
              cell(cells, WITNESS),
              "");
      requirePossible(result, cells);
      return result;
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file,
          place,
          "is no result of this search: " + e.getMessage(),
          "a line of it; nothing was changed");
    }
  }

  private void requirePossible(TrialResult result, Map<String, String> cells) {
    boolean done = result.status() == Status.DONE;
    boolean reached = result.bestEpoch() > 0;
    require(STATUS, result.status() != Status.INTERRUPTED);
    require(BEST_EPOCH, result.status() != Status.FAILED || !reached);
    require(
        BEST_EPOCH,
        result.bestEpoch() >= (done ? 1 : 0)
            && result.bestEpoch() <= result.trial().config().epochs());
    require(WITNESS, result.witness().matches(!folds && reached ? "[0-9a-f]{64}" : ""));
    boolean validated = reached && (folds || shared.data().validation() > 0);
    double accuracy = result.validationAccuracy();
    require(ACCURACY, validated ? accuracy >= 0 && accuracy <= 1 : Double.isNaN(accuracy));
    double loss = result.validationLoss();
    require(LOSS, !byLoss || (validated ? loss >= 0 : Double.isNaN(loss)));
    List<Double> ofFolds = result.foldAccuracies();
    int count = done ? shared.folds() : 0;
    require(
        FOLD_ACCURACIES,
        ofFolds.size() == count && ofFolds.stream().allMatch(a -> a >= 0 && a <= 1));
    if (count > 0) {
      double mean = ofFolds.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
      require(ACCURACY, accuracy == mean);
      require(DEVIATION, cell(cells, DEVIATION).equals(number(result.deviation())));
    }
    require(ACCURACY, cell(cells, ACCURACY).equals(number(accuracy)));
  }

  private static void require(String name, boolean possible) {
    if (!possible) {
      throw new IllegalArgumentException(name + " cannot be that");
    }
  }

  private static String cell(Map<String, String> cells, String name) {
    return Optional.ofNullable(cells.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  private static double number(String text) {
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a number", e);
    }
  }

  private static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not an integer", e);
    }
  }

  private static Status status(String text) {
    return Stream.of(Status.values())
        .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no status " + text));
  }

  /** Refuses a line of another search; the message names the first value that differs. */
  private void requireSame(Path file, String place, Map<String, String> cells, Trial trial)
      throws MalformedFileException {
    Map<String, Object> expected = settings(trial);
    RunSettings.ALL.stream()
        .filter(setting -> !setting.isCompared())
        .forEach(setting -> expected.remove(setting.key()));
    List<Map.Entry<String, Object>> checksumsLast = new ArrayList<>(expected.entrySet());
    checksumsLast.sort(Comparator.comparing(entry -> entry.getKey().endsWith("Sha256")));
    for (Map.Entry<String, Object> entry : checksumsLast) {
      String found = cell(cells, entry.getKey());
      String value = RunSetting.text(entry.getValue());
      if (!found.equals(value)) {
        throw new MalformedFileException(
            file,
            place,
            "of another search: %s is %s".formatted(entry.getKey(), found),
            value + "; nothing was changed");
      }
    }
  }
}
