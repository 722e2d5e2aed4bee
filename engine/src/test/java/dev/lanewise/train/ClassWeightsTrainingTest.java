package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Relu;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.NumpyRandom;
import dev.lanewise.nn.Widths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training runs with class weights and label smoothing, and what model files keep of them. */
class ClassWeightsTrainingTest {

  private static final int SAMPLES = 400;
  private static final int RARE = 10; // one sample of so many is of class 1
  private static final TrainingConfig CONFIG =
      TrainingConfig.DEFAULT.withEpochs(4).withBatchSize(20).withLearningRate(0.2);

  @TempDir Path folder;

  @AutoClose private final Workspace workspace = new Workspace();
  private final DataSet data = DataSet.of("rare", rareClass(1), rareClass(2), rareClass(3));

  /** Two overlapping clouds on a line, one of them rare. */
  private Split rareClass(int seed) {
    NumpyRandom random = new NumpyRandom(seed);
    float[][] x = new float[SAMPLES][1];
    int[] y = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      y[i] = i % RARE == 0 ? 1 : 0;
      x[i][0] = (float) (1.5 * y[i] + random.randn());
    }
    return Split.of(workspace, x, y);
  }

  private static NetSpec net(Loss loss, ClassWeights weights) {
    return new NetSpec(1, List.of(), 2, new Relu(), loss, 0.01, 0).withClassWeights(weights);
  }

  private Classifier untrained(NetSpec net) {
    return Classifier.untrained(
        data, net, Normalization.Kind.NONE, CONFIG, Widths.scalar(), workspace);
  }

  private Classifier trained(NetSpec net) {
    Classifier classifier = untrained(net);
    classifier.fit(data, CONFIG, TrainingListener.NONE);
    return classifier;
  }

  /** The share of the rare test samples that are found. */
  private double recall(Classifier classifier) {
    int[] found = {0};
    classifier.predict(
        data.test().samples(),
        (i, predicted, probability) ->
            found[0] += predicted == 1 && data.test().labels().get(i) == 1 ? 1 : 0);
    return found[0] * (double) RARE / SAMPLES;
  }

  @Test
  void balancedWeightsFindTheRareClass() {
    for (Loss loss : List.of(new SoftmaxCrossEntropy(), new MulticlassHinge())) {
      double plain = recall(trained(net(loss, ClassWeights.NONE)));
      double balanced = recall(trained(net(loss, ClassWeights.BALANCED)));
      assertTrue(plain < 0.35, loss.name() + " finds " + plain);
      assertTrue(balanced > 0.5, loss.name() + " with weights finds " + balanced);
    }
  }

  /** 400 samples, 40 of them of class 1: 400 / (2 · 360) and 400 / (2 · 40). */
  @Test
  void balancedWeightsAreThoseOfTheTrainingPart() {
    Classifier balanced = trained(net(new SoftmaxCrossEntropy(), ClassWeights.BALANCED));
    ClassWeights numbers = ClassWeights.of(400 / 720.0, 5);
    assertEquals(numbers, balanced.net().spec().classWeights());
    Classifier typed = trained(net(new SoftmaxCrossEntropy(), numbers));
    assertEquals(WeightsDigest.of(typed.net()), WeightsDigest.of(balanced.net()));
  }

  @Test
  void refusesWeightsOfOtherClasses() {
    NetSpec three = net(new MulticlassHinge(), ClassWeights.of(1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> untrained(three));
    NetSpec unresolved = net(new MulticlassHinge(), ClassWeights.BALANCED);
    assertThrows(
        IllegalArgumentException.class,
        () -> new FullyConnectedNet(unresolved, Widths.scalar(), workspace, 1));
  }

  /** The training loss has smoothing and weights, the validation loss of the same scores not. */
  @Test
  void metricsArePlain() {
    Classifier classifier = untrained(net(new SoftmaxCrossEntropy(0.4), ClassWeights.of(1, 7)));
    TrainingConfig once = CONFIG.withEpochs(1).withBatchSize(SAMPLES);
    double[] validation = {0};
    double[] training = {0};
    double expected = trainingLoss(classifier);
    classifier.fit(
        data,
        once,
        new TrainingListener() {
          @Override
          public void epochDone(Epoch epoch) {
            training[0] = epoch.loss();
            validation[0] = epoch.validationLoss();
          }
        });
    assertEquals(expected, training[0], 1e-6);
    Split part = data.validation();
    Matrix scores = classifier.net().scores(Batch.all(part.samples(), classifier.normalization()));
    Matrix gradient = workspace.matrix(SAMPLES, 2);
    Loss plain = new SoftmaxCrossEntropy();
    assertEquals(Widths.scalar().loss(gradient, scores, part.labels(), plain), validation[0]);
    assertEquals(validation[0], classifier.metrics(part).loss());
  }

  /** Of all training samples in one batch, in double. */
  private double trainingLoss(Classifier classifier) {
    Split part = data.train();
    Matrix scores = classifier.net().scores(Batch.all(part.samples(), classifier.normalization()));
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double[] weights = {1, 7};
      int y = part.labels().get(i);
      double z = Math.exp(scores.get(i, 0)) + Math.exp(scores.get(i, 1));
      sum += 0.6 * weights[y] * (Math.log(z) - scores.get(i, y));
      for (int k = 0; k < 2; k++) {
        sum += 0.4 / 2 * weights[k] * (Math.log(z) - scores.get(i, k));
      }
      weight += weights[y];
    }
    return sum / weight;
  }

  @Test
  void modelFilesKeepTheLoss() throws IOException {
    for (ClassWeights weights : List.of(ClassWeights.NONE, ClassWeights.BALANCED)) {
      for (Loss loss : List.of(new SoftmaxCrossEntropy(0.25), new MulticlassHinge())) {
        Classifier written = untrained(net(loss, weights));
        Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, written, Map.of());
        Classifier read = ModelFile.read(file, Widths.scalar(), workspace).classifier();
        assertEquals(written.net().spec(), read.net().spec());
        assertNotEquals(ClassWeights.BALANCED, read.net().spec().classWeights());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lanewise.class_weights   | balanced | class weights are balanced
          lanewise.class_weights   | 1,2,3    | as many as classes, 2, got 3
          lanewise.class_weights   | 1,x      | not a list of weights
          lanewise.label_smoothing | 1.0      | below 1, got 1.0
          lanewise.label_smoothing | -0.5     | the value is "-0.5"
          """)
  void modelFilesThatAreDamaged(String key, String value, String message) throws IOException {
    assertEquals(
        new SoftmaxCrossEntropy(), changed(Map.of()).net().spec().loss(), "a file of before");
    assertArrayEquals(new long[] {360, 40}, data.train().labels().counts(2));
    Path file = write(Map.of(key, value));
    Models.assertRefused(file, message);
  }

  private Classifier changed(Map<String, String> metadata) throws IOException {
    return ModelFile.read(write(metadata), Widths.scalar(), workspace).classifier();
  }

  /** A model file without the keys of smoothing and weights, but with these. */
  private Path write(Map<String, String> added) throws IOException {
    Path file = folder.resolve("changed.safetensors");
    Classifier model = untrained(net(new SoftmaxCrossEntropy(0.25), ClassWeights.of(1, 2)));
    ModelFile.write(file, model, Map.of());
    Map<String, String> metadata =
        new LinkedHashMap<>(Safetensors.read(file, workspace).metadata());
    metadata.remove("lanewise.class_weights");
    metadata.remove("lanewise.label_smoothing");
    metadata.putAll(added);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model
        .net()
        .params()
        .forEach(param ->
            tensors.put(
                param.name(),
                param.regularized() ? Tensor.matrix(param.value()) : Tensor.vector(param.value())));
    tensors.put("normalization.mean", Tensor.vector(model.normalization().mean()));
    tensors.put("normalization.inverse", Tensor.vector(model.normalization().inverse()));
    Safetensors.write(file, metadata, tensors);
    return file;
  }
}
