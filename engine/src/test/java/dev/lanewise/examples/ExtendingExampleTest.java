package dev.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Activation;
import dev.lanewise.check.GradientReport;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.examples.ExtendingExample.HeavyBall;
import dev.lanewise.examples.ExtendingExample.InverseRoot;
import dev.lanewise.examples.ExtendingExample.SignDescent;
import dev.lanewise.examples.ExtendingExample.Softsign;
import dev.lanewise.examples.ExtendingExample.SquaredError;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Widths;
import dev.lanewise.search.Search;
import dev.lanewise.search.SearchListener;
import dev.lanewise.search.Trial;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingPlan;
import dev.lanewise.train.TrainingResult;
import dev.lanewise.train.WeightsDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formulas of docs/extending train nets, on every backend with the same bits. */
class ExtendingExampleTest {

  private static final Path PAGE = Path.of("..", "docs", "extending.md");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "dev", "lanewise", "examples", "ExtendingExample.java");

  private static final NetSpec NET = NetSpec.twoLayer(2, 1, 2).withHidden(List.of(32, 7));
  private static final TrainingConfig CONFIG =
      TrainingConfig.DEFAULT.withBatchSize(20).withEpochs(15).withLearningRate(0.1);

  @AutoClose private final Workspace workspace = new Workspace();

  private final DataSet circle = circle();

  /** Points inside and outside a circle. */
  private DataSet circle() {
    Random random = new Random(1);
    float[][] points = new float[600][2];
    int[] labels = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()};
      labels[i] = Math.hypot(points[i][0], points[i][1]) < 1.2 ? 1 : 0;
    }
    return DataSet.of("circle", Split.of(workspace, points, labels));
  }

  private Classifier trained(NetSpec net, TrainingConfig config, Kernels kernels) {
    NetSpec spec = net.withInit(Init.HE);
    Classifier classifier =
        Classifier.untrained(
            circle, spec, Normalization.Kind.STANDARDIZE, config, kernels, workspace);
    TrainingResult result = classifier.fit(circle, config, TrainingListener.NONE);
    assertTrue(result.trainAccuracy() > 0.93, "accuracy " + result.trainAccuracy());
    return classifier;
  }

  private void assertLearnsWithEqualBits(NetSpec net, TrainingConfig config) {
    String expected = WeightsDigest.of(trained(net, config, Widths.scalar()).net());
    Widths.named()
        .forEach(named ->
            assertEquals(
                expected, WeightsDigest.of(trained(net, config, named.getPayload()).net())));
  }

  @Test
  void anActivation() {
    assertLearnsWithEqualBits(NET.withActivation(new Softsign()), CONFIG);
  }

  @Test
  void aLoss() {
    assertLearnsWithEqualBits(NET.withLoss(new SquaredError()).withReg(1e-4), CONFIG);
  }

  @Test
  void optimizers() {
    assertLearnsWithEqualBits(NET, CONFIG.withOptimizer(new SignDescent()).withLearningRate(2e-3));
    assertLearnsWithEqualBits(NET, CONFIG.withOptimizer(new HeavyBall(0.9)).withLearningRate(2e-2));
  }

  @Test
  void aSchedule() {
    TrainingConfig config = CONFIG.withSchedule(new InverseRoot()).withLearningRate(0.5);
    assertLearnsWithEqualBits(NET, config);
    assertTrue(
        new TrainingPlan(NET, config).fingerprint().contains(" schedule=inverse-root "),
        "a search knows its trials by it");
  }

  @Test
  void aCheckOfTheGradients() {
    Random random = new Random(2);
    float[][] points = new float[30][5];
    int[] labels = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      labels[i] = random.nextInt(3);
      for (int j = 0; j < points[i].length; j++) {
        points[i][j] = (float) random.nextGaussian();
      }
    }
    GradientReport report = ExtendingExample.check(points, labels);
    assertTrue(report.passed(), report::toString);
    assertEquals(1e-2, report.tolerance());
  }

  /** Two parameters, one name. */
  private record Slope(float below) implements Activation.Custom {

    @Override
    public String name() {
      return below == 0 ? "relu" : "slope";
    }

    @Override
    public float forward(float z) {
      return z > 0 ? z : below * z;
    }

    @Override
    public float backward(float dout, float z, float out) {
      return out > 0 ? dout : below * dout;
    }
  }

  /** One run would have trained both, with the formula of the first. */
  @Test
  void aSearchRefusesTwoFormulasOfOneName() {
    Normalization none = Normalization.none(workspace, 2);
    Search search = new Search(circle, none, Widths.scalar(), Long.MAX_VALUE);
    List<Trial> trials =
        List.of(
            new Trial(1, new TrainingPlan(NET.withActivation(new Slope(0.1f)), CONFIG)),
            new Trial(2, new TrainingPlan(NET.withActivation(new Slope(0.9f)), CONFIG)));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> search.run(trials, new SearchListener() {}));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("two formulas have the same name; expected"),
        e.getMessage());
    assertTrue(search.run(List.of(trials.getFirst()), new SearchListener() {}), "one is trained");
  }

  @Test
  void aModelFileDoesNotTakeTheNameOfTheEngine(@TempDir Path folder) {
    Classifier classifier =
        Classifier.untrained(
            circle,
            NET.withActivation(new Slope(0)),
            Normalization.Kind.NONE,
            CONFIG,
            Widths.scalar(),
            workspace);
    Path file = folder.resolve("relu.safetensors");
    assertThrows(IllegalArgumentException.class, () -> ModelFile.write(file, classifier, Map.of()));
    assertFalse(Files.exists(file));
    assertThrows(
        IllegalArgumentException.class,
        () -> ModelFile.read(file, Widths.scalar(), workspace, List.of(new Slope(0)), List.of()));
  }

  @Test
  void aModelFileIsReadByWhoeverHasTheFormulas(@TempDir Path folder) throws IOException {
    NetSpec net = NET.withActivation(new Softsign()).withLoss(new SquaredError());
    Classifier classifier = trained(net, CONFIG, Widths.scalar());
    Path file = folder.resolve("own.safetensors");
    ModelFile.write(file, classifier, Map.of());
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class, () -> ModelFile.read(file, Widths.scalar(), workspace));
    assertTrue(String.valueOf(e.getMessage()).contains("softsign"), e.getMessage());
    Classifier read =
        ModelFile.read(
                file,
                Widths.scalar(),
                workspace,
                List.of(new Softsign()),
                List.of(new SquaredError()))
            .classifier();
    assertEquals(WeightsDigest.of(classifier.net()), WeightsDigest.of(read.net()));
    assertEquals(net.activation(), read.net().spec().activation());
    assertEquals(net.loss(), read.net().spec().loss());
  }

  /** Each block of code on the page stands in the source, but for indentation. */
  @Test
  void thePageShowsThisCode() throws IOException {
    String source = Files.readString(SOURCE).replaceAll("\\s+", " ");
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map(block -> block.group(1).replaceAll("\\s+", " ").strip())
            .toList();
    assertEquals(5, blocks.size());
    for (String block : blocks) {
      assertTrue(source.contains(block), "not in the source: " + block);
    }
  }
}
