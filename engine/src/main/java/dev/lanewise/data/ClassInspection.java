package dev.lanewise.data;

import dev.lanewise.data.DataFinding.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Finds what the labels of a data set tell: classes that are missing, few or in order. */
final class ClassInspection {

  /** Chance leaves out a class of which 12 samples are expected once in e^12, 160,000 times. */
  private static final int DOZEN = 12;

  /** An order by class that chance gives more often than this is not told of. */
  private static final double RARE = Math.log(1e-3);

  private final DataSet data;
  private final int folds; // 0 without cross-validation
  private final int[] order; // the labels of training and then validation part
  private final int learned; // how many of these rows are learned from
  private final int[] training; // (C,) rows of each class that are learned from
  private final int[] validation; // (C,)
  private final int[] test; // (C,)

  ClassInspection(DataSet data, int folds) {
    this.data = data;
    this.folds = folds;
    int[] trained = data.train().labels().toArray();
    int[] validated = data.validation().labels().toArray();
    this.order = Arrays.copyOf(trained, trained.length + validated.length);
    System.arraycopy(validated, 0, order, trained.length, validated.length);
    this.learned = folds > 0 ? order.length : data.train().size();
    this.training = counts(Arrays.copyOfRange(order, 0, learned));
    this.validation = counts(Arrays.copyOfRange(order, learned, order.length));
    this.test = counts(data.test().labels().toArray());
  }

  private int[] counts(int[] labels) {
    int[] counts = new int[data.classes()];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  private List<Integer> classes(IntPredicate chosen) {
    return IntStream.range(0, data.classes()).filter(chosen).boxed().toList();
  }

  /** What is wrong with the classes. */
  List<DataFinding> findings() {
    List<DataFinding> findings = new ArrayList<>();
    List<Integer> known = classes(c -> training[c] > 0);
    if (known.size() == 1) {
      findings.add(new DataFinding.OneClass(known.getFirst(), learned));
    }
    List<Integer> without = withoutSamples();
    if (!without.isEmpty()) {
      findings.add(new DataFinding.WithoutSamples(without));
    }
    boolean sorted = isSorted();
    if (sorted) {
      findings.add(new DataFinding.SortedByClass(classes(c -> validation[c] > 0)));
    }
    List<Integer> unknown = classes(c -> training[c] == 0 && validation[c] + test[c] > 0);
    if (!unknown.isEmpty()) {
      findings.add(
          new DataFinding.NotInTraining(unknown, sum(unknown, validation), sum(unknown, test)));
    }
    if (!sorted) {
      addUnmeasured(Part.VALIDATION, validation, findings);
    }
    addUnmeasured(Part.TEST, test, findings);
    List<Integer> few = classes(c -> training[c] > 0 && training[c] < folds);
    if (!few.isEmpty()) {
      List<Integer> samples = few.stream().map(c -> training[c]).toList();
      findings.add(new DataFinding.FewerThanFolds(few, samples, folds));
    }
    return findings;
  }

  private static int sum(List<Integer> classes, int[] counts) {
    return classes.stream().mapToInt(c -> counts[c]).sum();
  }

  /** Labels that do not begin at 0 are a mistake; other gaps may be chance where rows are few. */
  private List<Integer> withoutSamples() {
    List<Integer> without = classes(c -> training[c] + validation[c] + test[c] == 0);
    boolean first = !without.isEmpty() && without.getLast() == without.size() - 1;
    long rows = (long) order.length + data.test().size();
    boolean one = data.classes() - without.size() == 1; // told as such
    return !one && (first || rows >= (long) DOZEN * data.classes()) ? without : List.of();
  }

  /** Batches and folds are shuffled, so order matters only where validation is the file's end. */
  private boolean isSorted() {
    int[] counts = counts(order);
    int present = classes(c -> counts[c] > 0).size();
    int runs = 1;
    for (int i = 1; i < order.length; i++) {
      runs += order[i] == order[i - 1] ? 0 : 1;
    }
    return order.length > learned && present > 1 && runs == present && chance(counts) < RARE;
  }

  /** How often a shuffle leaves the classes in order, as a logarithm: C! · ∏ n! / N!. */
  private double chance(int[] counts) {
    int present = classes(c -> counts[c] > 0).size();
    double orders = Arrays.stream(counts).mapToDouble(ClassInspection::logFactorial).sum();
    return logFactorial(present) + orders - logFactorial(order.length);
  }

  private static double logFactorial(int n) {
    return IntStream.rangeClosed(2, n).mapToDouble(Math::log).sum();
  }

  private void addUnmeasured(Part part, int[] counts, List<DataFinding> findings) {
    double rows = Arrays.stream(counts).sum();
    List<Integer> unmeasured =
        classes(c -> counts[c] == 0 && rows * training[c] / learned >= DOZEN);
    if (!unmeasured.isEmpty()) {
      findings.add(new DataFinding.NotInPart(part, unmeasured));
    }
  }
}
