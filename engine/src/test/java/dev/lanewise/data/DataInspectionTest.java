package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import dev.lanewise.memory.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that can be wrong with data is found, alone, and nothing in data that are right. */
class DataInspectionTest {

  private static final IntUnaryOperator IN_TURN = i -> i % 3;

  private final Workspace workspace = new Workspace();
  private int rows; // made so far: each gets inputs of its own

  @AfterEach
  void close() {
    workspace.close();
  }

  /** Rows that differ from all others, with these labels. */
  private Split part(int size, IntUnaryOperator label) {
    float[][] x = new float[size][];
    for (int i = 0; i < size; i++) {
      x[i] = new float[] {rows / 100, rows % 100, 1};
      rows++;
    }
    return Split.of(workspace, x, IntStream.range(0, size).map(label).toArray());
  }

  private DataSet data(Split train, Split validation, Split test) {
    return DataSet.of("made", train, validation, test);
  }

  private DataSet data(IntUnaryOperator train, IntUnaryOperator validation, IntUnaryOperator test) {
    return data(part(300, train), part(60, validation), part(90, test));
  }

  private static void assertFindings(DataSet data, DataFinding... expected) {
    assertEquals(List.of(expected), DataInspection.of(data));
  }

  private static void assertFindingsOfFolds(int folds, DataSet data, DataFinding... expected) {
    assertEquals(List.of(expected), DataInspection.ofFolds(data, folds));
  }

  @Test
  void nothingIsWrongWithSeparateRowsOfAllClasses() {
    assertFindings(data(IN_TURN, IN_TURN, IN_TURN));
    assertFindingsOfFolds(5, data(IN_TURN, IN_TURN, IN_TURN));
    Split train = part(300, IN_TURN);
    assertFindings(data(train, train.none(), train.none()));
    assertFindingsOfFolds(5, data(train, train.none(), train.none()));
    assertThrows(
        IllegalArgumentException.class,
        () -> DataInspection.ofFolds(data(train, train.none(), train.none()), 1));
  }

  @Test
  void classesThatTrainingLacks() {
    DataSet data = data(i -> i % 2, i -> i == 7 ? 3 : i % 2, i -> i < 2 ? 2 : i < 5 ? 3 : i % 2);
    assertFindings(data, new NotInTraining(List.of(2, 3), 1, 5));
    assertFindingsOfFolds(
        2,
        data,
        new NotInTraining(List.of(2), 0, 2),
        new FewerThanFolds(List.of(3), List.of(1), 2));
  }

  /** Where the cut between training and validation does not show, order does no harm. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samplesSortedByClass(boolean ascending) {
    Split all = part(300, i -> ascending ? i / 100 : 2 - i / 100);
    int last = ascending ? 2 : 0;
    Split test = part(90, IN_TURN);
    assertFindings(
        data(all.slice(0, 270), all.slice(270, 300), test), new SortedByClass(List.of(last)));
    assertFindings(
        data(all.slice(0, 200), all.slice(200, 300), test),
        new SortedByClass(List.of(last)),
        new NotInTraining(List.of(last), 100, 30));
    assertFindings(data(all, all.none(), test));
    assertFindings(data(all, part(60, i -> i / 20), test));
    assertFindingsOfFolds(3, data(all.slice(0, 270), all.slice(270, 300), test));
  }

  /** Files that are each sorted are not sorted together, but the last one ends with its class. */
  @Test
  void aPartWithoutAClassOfTraining() {
    Split all = part(600, i -> i / 30 % 4);
    DataSet data = data(all.slice(0, 540), all.slice(540, 600), part(90, i -> i % 3));
    assertFindings(
        data, new NotInPart(Part.VALIDATION, List.of(0, 1)), new NotInPart(Part.TEST, List.of(3)));
    assertFindingsOfFolds(3, data, new NotInPart(Part.TEST, List.of(3)));
  }

  @Test
  void fewRowsMayBeInOrderOrLackAClassByChance() {
    Split few = part(4, i -> i / 2);
    assertFindings(data(few.slice(0, 3), few.slice(3, 4), few.none()));
    assertFindings(data(part(60, IN_TURN), part(30, i -> i % 2), part(30, i -> i % 2)));
  }

  @Test
  void oneClassOnly() {
    assertFindings(data(i -> 0, i -> 0, i -> 0), new OneClass(0, 300));
    assertFindings(
        data(i -> 2, i -> 2, IN_TURN),
        new OneClass(2, 300),
        new NotInTraining(List.of(0, 1), 0, 60));
    assertFindingsOfFolds(2, data(i -> 1, i -> 1, i -> 1), new OneClass(1, 360));
  }

  @Test
  void labelsThatDoNotBeginAtZeroOrHaveGaps() {
    assertFindings(
        data(i -> 1 + i % 3, i -> 1 + i % 3, i -> 1 + i % 3), new WithoutSamples(List.of(0)));
    assertFindings(
        data(i -> 3 + i % 2, i -> 3 + i % 2, i -> 3 + i % 2), new WithoutSamples(List.of(0, 1, 2)));
    assertFindings(
        data(i -> i % 2 * 3, i -> i % 2 * 3, i -> i % 2 * 3), new WithoutSamples(List.of(1, 2)));
    Split few = part(6, i -> i % 2 * 3);
    assertFindings(data(few, few.none(), few.none()));
    Split fewFromOne = part(6, i -> 1 + i % 3);
    assertFindings(
        data(fewFromOne, fewFromOne.none(), fewFromOne.none()), new WithoutSamples(List.of(0)));
  }

  @Test
  void classesWithFewerRowsThanFolds() {
    DataSet data = data(i -> i == 0 ? 2 : i < 5 ? 3 : i % 2, i -> i == 0 ? 2 : i % 2, i -> i % 2);
    assertFindingsOfFolds(2, data);
    assertFindingsOfFolds(3, data, new FewerThanFolds(List.of(2), List.of(2), 3));
    assertFindingsOfFolds(5, data, new FewerThanFolds(List.of(2, 3), List.of(2, 4), 5));
    assertFindings(data);
  }

  /** The 200 test rows are fresh but for the first, which are rows of training with any label. */
  private DataSet sharing(int shared) {
    rows = 0;
    Split train = part(300, IN_TURN);
    float[][] x = new float[200][];
    for (int i = 0; i < x.length; i++) {
      x[i] = new float[] {i < shared ? 0 : -1, i < shared ? 0 : i, 1}; // the first training row
    }
    Split test = Split.of(workspace, x, IntStream.range(0, 200).map(IN_TURN).toArray());
    return data(train, train.none(), test);
  }

  @Test
  void fromOnePercentOnOfSharedRows() {
    assertFindings(sharing(0));
    assertFindings(sharing(1));
    assertFindings(sharing(2), new SharedRows(Part.TEST, 2, 200));
    assertFindingsOfFolds(2, sharing(2), new SharedRows(Part.TEST, 2, 200));
    DataSet data = sharing(3);
    assertFindings(
        data(data.train(), data.test(), data.test().none()),
        new SharedRows(Part.VALIDATION, 3, 200));
    assertFindingsOfFolds(
        2, data(data.train(), data.test(), data.test().none())); // 3 of 500 are below 1 %
    Split train = part(100, IN_TURN);
    assertFindingsOfFolds(
        2, data(train, train.slice(0, 99), train.none()), new RepeatedRows(99, 199));
  }

  @Test
  void rowsThatAreAllTheSame() {
    float[][] x = new float[50][];
    Arrays.fill(x, new float[] {7, 7});
    Split train = Split.of(workspace, x, IntStream.range(0, 50).map(IN_TURN).toArray());
    assertFindings(data(train, train.none(), train.none()), new SameInputs(50));
    assertFindingsOfFolds(
        2, data(train, train.none(), train.none()), new SameInputs(50), new RepeatedRows(49, 50));
    Split one = train.slice(0, 1);
    assertFindings(data(one, one.none(), one.none()), new OneClass(0, 1));
  }
}
