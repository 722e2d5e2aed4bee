package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.InputScale;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Training and prediction on plain arrays. */
class ClassifierTest {

  private static final NetSpec SPEC =
      NetSpec.twoLayer(Blobs.INPUTS, 12, Blobs.CLASSES).withWeightScale(0.1);
  private static final TrainingConfig CONFIG =
      TrainingConfig.DEFAULT.withLearningRate(0.1).withBatchSize(16).withSeed(4);

  @AutoClose private final Workspace workspace = new Workspace();

  private Classifier untrained(Kernels kernels) {
    return Classifier.untrained(
        Blobs.dataSet(workspace, 300),
        SPEC,
        Normalization.Kind.STANDARDIZE,
        CONFIG,
        kernels,
        workspace);
  }

  @EveryWidth
  void learnsToTellBlobsApart(Kernels kernels) {
    Classifier classifier = untrained(kernels);
    DataSet data = Blobs.dataSet(workspace, 300);
    TrainingResult result = classifier.fit(data, CONFIG, TrainingListener.NONE);
    assertTrue(result.trainAccuracy() > 0.95, "train " + result.trainAccuracy());
    assertTrue(result.testAccuracy() > 0.95, "test " + result.testAccuracy());

    int[] classes = classifier.classes(Blobs.points(3, 300));
    int[] labels = Blobs.labels(300);
    double right = 0;
    for (int i = 0; i < 300; i++) {
      right += classes[i] == labels[i] ? 1 : 0;
    }
    assertEquals(result.testAccuracy(), right / 300, "arrays and splits give the same");
    assertEquals(result.testAccuracy(), classifier.metrics(data.test()).accuracy());
  }

  /**
   * What a fit allocates is freed with it; the net itself has no gradients where steps are fused.
   */
  @EveryWidth
  void fittingAgainTakesNoMoreMemory(Kernels kernels) {
    Classifier classifier = untrained(kernels);
    DataSet data = Blobs.dataSet(workspace, 300);
    long before = workspace.allocatedBytes();
    for (int i = 0; i < 10; i++) {
      classifier.fit(data, CONFIG, TrainingListener.NONE);
      assertEquals(before, workspace.allocatedBytes(), "after fit " + i);
    }
    classifier.metrics(data.test());
    long evaluated = workspace.allocatedBytes();
    classifier.metrics(data.test());
    assertEquals(evaluated, workspace.allocatedBytes(), "buffers are allocated once");
  }

  /** Over more rows than a batch of prediction has. */
  @EveryWidth
  void classesAndProbabilitiesAgree(Kernels kernels) {
    Classifier classifier = untrained(kernels);
    float[][] x = Blobs.points(9, 1203);
    int[] classes = classifier.classes(x);
    float[][] p = classifier.probabilities(x);
    float[] told = new float[x.length];
    classifier.predict(
        workspace.matrix(x),
        (i, predicted, probability) -> {
          assertEquals(classes[i], predicted);
          told[i] = probability;
        });
    assertEquals(x.length, p.length);
    for (int i = 0; i < x.length; i++) {
      double sum = 0;
      for (float value : p[i]) {
        assertTrue(value >= 0 && value <= p[i][classes[i]]);
        sum += value;
      }
      assertEquals(1, sum, 5 * 0x1p-24); // (C + 2) roundings
      assertEquals(p[i][classes[i]], told[i]);
      float[][] one = classifier.probabilities(new float[][] {x[i]});
      assertArrayEquals(p[i], one[0], "alone as in a batch");
    }
    assertTrue(Arrays.stream(classes).distinct().count() > 1);
  }

  private DataSet named(DataSet data, String... names) {
    return new DataSet("named", data.train(), data.validation(), data.test(), List.of(names));
  }

  /** The samples of {@code data} with class c listed as class 2 - c. */
  private DataSet reversed(DataSet data, String... names) {
    return new DataSet(
        "reversed",
        reversed(data.train()),
        reversed(data.validation()),
        reversed(data.test()),
        List.of(names));
  }

  private Split reversed(Split split) {
    int[] labels = Arrays.stream(split.labels().toArray()).map(c -> 2 - c).toArray();
    return new Split(split.samples(), workspace.labels(labels));
  }

  @Test
  void theOrderOfTheClassesChangesNothing() {
    DataSet data = named(Blobs.dataSet(workspace, 300), "cat", "dog", "cow");
    DataSet reversed = reversed(data, "cow", "dog", "cat");
    List<String> witnesses = new ArrayList<>();
    for (DataSet order : List.of(data, reversed)) {
      Classifier classifier =
          Classifier.untrained(
              data, SPEC, Normalization.Kind.CENTER, CONFIG, Widths.scalar(), workspace);
      TrainingResult result = classifier.fit(order, CONFIG, TrainingListener.NONE);
      witnesses.add(WeightsDigest.of(classifier.net()));
      DataSet matched = classifier.match(order).apply(order, workspace);
      assertEquals(classifier.classNames(), matched.classNames());
      assertEquals(result.testAccuracy(), classifier.metrics(matched.test()).accuracy());
    }
    assertEquals(witnesses.get(0), witnesses.get(1));
  }

  @Test
  void otherClassesAreRefused() {
    DataSet data = named(Blobs.dataSet(workspace, 300), "cat", "dog", "cow");
    Classifier classifier =
        Classifier.untrained(
            data, SPEC, Normalization.Kind.CENTER, CONFIG, Widths.scalar(), workspace);
    DataSet other = named(data, "cat", "dog", "hen");
    assertThrows(IllegalArgumentException.class, () -> classifier.match(other));
    assertThrows(
        IllegalArgumentException.class, () -> classifier.fit(other, CONFIG, TrainingListener.NONE));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Classifier(
                classifier.net(),
                classifier.normalization(),
                List.of("cat", "dog", "cat"),
                workspace));
  }

  @Test
  void theScaleOfTheTrainingInputsIsKnown() {
    float[][] x = {new float[Blobs.INPUTS], new float[Blobs.INPUTS], new float[Blobs.INPUTS]};
    x[1][4] = -0.5f;
    x[2][0] = 0.25f;
    DataSet data = DataSet.of("small", Split.of(workspace, x, new int[] {0, 1, 2}));
    for (Normalization.Kind kind : Normalization.Kind.values()) {
      InputScale scale =
          Classifier.untrained(data, SPEC, kind, CONFIG, Widths.scalar(), workspace).inputScale();
      assertEquals(new InputScale(0.5), scale);
    }
  }

  @Test
  void noRowsGiveNoClasses() {
    Classifier classifier = untrained(Widths.scalar());
    assertEquals(0, classifier.classes(new float[0][]).length);
    assertEquals(0, classifier.probabilities(new float[0][]).length);
  }

  @Test
  void inputsThatDoNotFitAreRejected() {
    Classifier classifier = untrained(Widths.scalar());
    float[][] narrow = new float[2][Blobs.INPUTS - 1];
    assertThrows(IllegalArgumentException.class, () -> classifier.classes(narrow));
    assertThrows(IllegalArgumentException.class, () -> classifier.probabilities(narrow));
    float[][] ragged = {new float[Blobs.INPUTS], new float[1]};
    assertThrows(IllegalArgumentException.class, () -> classifier.classes(ragged));
    float[][] notANumber = {new float[Blobs.INPUTS]};
    notANumber[0][2] = Float.NaN;
    assertThrows(ArithmeticException.class, () -> classifier.classes(notANumber));
    assertThrows(ArithmeticException.class, () -> classifier.probabilities(notANumber));
  }

  @Test
  void partsThatDoNotFitAreRejected() {
    Classifier classifier = untrained(Widths.scalar());
    Normalization wide = Normalization.none(workspace, Blobs.INPUTS + 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Classifier(classifier.net(), wide, classifier.classNames(), workspace));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Classifier(
                classifier.net(), classifier.normalization(), List.of("a", "b"), workspace));
    Optional<ImageShape> shape = Optional.of(new ImageShape(Blobs.INPUTS + 1, 1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Classifier(
                classifier.net(),
                classifier.normalization(),
                classifier.classNames(),
                classifier.inputScale(),
                shape,
                workspace));
    DataSet data = Blobs.dataSet(workspace, 30);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Classifier.untrained(
                data,
                NetSpec.twoLayer(Blobs.INPUTS, 4, Blobs.CLASSES + 1),
                Normalization.Kind.NONE,
                CONFIG,
                Widths.scalar(),
                workspace));
    assertThrows(
        IllegalArgumentException.class,
        () -> classifier.fit(data, CONFIG.withBatchSize(31), TrainingListener.NONE));
    DataSet large = DataSet.of("large", zeros(700));
    assertThrows(
        IllegalArgumentException.class,
        () -> classifier.fit(large, CONFIG.withBatchSize(501), TrainingListener.NONE));
  }

  private Split zeros(int size) {
    return new Split(workspace.matrix(size, Blobs.INPUTS), workspace.labels(size));
  }

  /** A configuration with larger batches than prediction takes gets a net with room for them. */
  @Test
  void aBatchAboveTheUsualIsRoomEnoughFor() {
    DataSet data = Blobs.dataSet(workspace, 700);
    TrainingConfig config = CONFIG.withBatchSize(600).withEpochs(1);
    Classifier classifier =
        Classifier.untrained(
            data, SPEC, Normalization.Kind.NONE, config, Widths.scalar(), workspace);
    assertEquals(1, classifier.fit(data, config, TrainingListener.NONE).epochs().size());
  }
}
