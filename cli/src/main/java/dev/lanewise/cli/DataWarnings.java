package dev.lanewise.cli;

import dev.lanewise.data.DataFinding;
import dev.lanewise.data.DataFinding.FewerThanFolds;
import dev.lanewise.data.DataFinding.NotInPart;
import dev.lanewise.data.DataFinding.NotInTraining;
import dev.lanewise.data.DataFinding.OneClass;
import dev.lanewise.data.DataFinding.Part;
import dev.lanewise.data.DataFinding.RepeatedRows;
import dev.lanewise.data.DataFinding.SameInputs;
import dev.lanewise.data.DataFinding.SharedRows;
import dev.lanewise.data.DataFinding.SortedByClass;
import dev.lanewise.data.DataFinding.WithoutSamples;
import dev.lanewise.data.DataInspection;
import dev.lanewise.data.DataSet;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says what looks wrong with the data before work on it begins: a line on stderr each. */
final class DataWarnings {

  private static final int MOST_NAMED = 3;

  private final List<String> classNames;

  private DataWarnings(DataSet data) {
    this.classNames = data.classNames();
  }

  /** Warns of what is wrong for a run that learns from the training part. */
  static void tell(DataSet data, PrintWriter err) {
    tell(data, DataInspection.of(data), err);
  }

  /** Warns of what is wrong for a cross-validation on training and validation part. */
  static void tellOfFolds(DataSet data, int folds, PrintWriter err) {
    tell(data, DataInspection.ofFolds(data, folds), err);
  }

  private static void tell(DataSet data, List<DataFinding> findings, PrintWriter err) {
    DataWarnings warnings = new DataWarnings(data);
    findings.forEach(finding -> err.println("warning: " + warnings.text(finding)));
    err.flush();
  }

  private String text(DataFinding finding) {
    return switch (finding) {
      case OneClass(int label, int samples) ->
          "all %d training samples are of class %s, so there is nothing to learn; check the labels,"
                  .formatted(samples, classNames.get(label))
              + " or take more samples with --train-size";
      case SameInputs(int samples) ->
          "all %d training samples have the same inputs; check the file of the samples"
              .formatted(samples);
      case WithoutSamples(List<Integer> classes) -> withoutSamples(classes);
      case SortedByClass(List<Integer> classes) ->
          "the samples are sorted by class, so the validation part has only %s; shuffle the files,"
                  .formatted(named(classes))
              + " or use grid --folds K, which deals out each class";
      case NotInTraining(List<Integer> classes, int validation, int test) ->
          "no training sample is of %s, but %d validation and %d test samples are, which the net"
                  .formatted(named(classes), validation, test)
              + " cannot get right; shuffle the files, or take more samples with --train-size";
      case NotInPart(Part part, List<Integer> classes) ->
          "the %s part has no sample of %s, so its accuracy does not tell of them; shuffle the"
                  .formatted(name(part), named(classes))
              + " files, or take more samples with --%s-size".formatted(name(part));
      case FewerThanFolds few -> fewerThanFolds(few);
      case SharedRows(Part part, int shared, int size) ->
          "%d of %d %s samples (%s) are training samples too, so the %s accuracy is too high;"
                  .formatted(shared, size, name(part), percent(shared, size), name(part))
              + " remove them from one of the two";
      case RepeatedRows(int repeated, int size) ->
          "%d of %d samples (%s) repeat another, so --folds validates on samples that it trains on;"
                  .formatted(repeated, size, percent(repeated, size))
              + " remove the copies";
    };
  }

  private String withoutSamples(List<Integer> classes) {
    int least = classes.size();
    return classes.getLast() == least - 1
        ? "labels start at %d and not at 0, so no sample is of %s; subtract %d from all labels"
            .formatted(least, named(classes), least)
        : "no sample is of %s; check the labels and the names of the classes"
            .formatted(named(classes));
  }

  private String fewerThanFolds(FewerThanFolds few) {
    List<String> counts = new ArrayList<>();
    int least = few.folds();
    for (int i = 0; i < few.classes().size(); i++) {
      int samples = few.samples().get(i);
      least = Math.min(least, samples);
      counts.add("class %s has %d".formatted(classNames.get(few.classes().get(i)), samples));
    }
    return "there are fewer samples than the %d folds of a class: %s; some folds validate without it;"
            .formatted(few.folds(), listed(counts))
        + (least > 1 ? " use --folds %d, or add samples".formatted(least) : " add samples");
  }

  private String named(List<Integer> classes) {
    return (classes.size() == 1 ? "class " : "classes ")
        + listed(classes.stream().map(classNames::get).toList());
  }

  private static String listed(List<String> items) {
    int more = items.size() - MOST_NAMED;
    String first = items.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private static String percent(int count, int size) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / size);
  }
}
