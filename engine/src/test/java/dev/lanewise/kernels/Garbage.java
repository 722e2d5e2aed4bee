package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Identity;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import dev.lanewise.parallel.Parallel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what warm products and fused steps allocate, in all threads: a vector that is boxed
 * costs tens of kilobytes in each call. The products here meet the tiles of training, each as an
 * overwriting and as an accumulating one. Steps run with one thread, and with two that own half of
 * the inputs each.
 */
final class Garbage {

  /** What a call may allocate: small objects that describe it, no vector in a loop over k. */
  private static final long MOST_BYTES_PER_CALL = 512;

  private static final int CALLS = 1_000;
  private static final int BATCH = 100;
  private static final int INPUTS = 400;

  /** Of the processor, not of the clock: on a busy machine the compilers get as much of it. */
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(40);

  /**
   * Rounds of calls before giving up. The first round may take longer than {@link
   * #LONGEST_WARM_UP}, and its mean, 15 to 20 MB a step, is that of steps not yet compiled.
   */
  private static final int LEAST_ROUNDS = 5;

  /**
   * Rows, columns and chain length: two heights of tiles, full, last and only columns; A packed,
   * where it lies, and where it lies with two blocks of k.
   */
  private static final int[][] SHAPES = {
    {22, 40, 20},
    {23, 10, 20},
    {50, 10, 40},
    {50, 12, 40},
    {3, 40, 20},
    {36, 50, 20},
    {36, 50, 40},
    {3, 80, 60},
    {29, 10, 600},
    {50, 12, 600}
  };

  private Garbage() {}

  /**
   * Prints the most that a product or a step allocates on the widest vectors of this JVM, or what
   * the first product does that allocates too much.
   */
  public static void main(String[] arguments) {
    long most = 0;
    for (int threads = 1; threads <= 2; threads++) {
      try (Parallel parallel = new Parallel(threads)) {
        Kernels kernels = Backends.auto(parallel);
        if (threads == 1) {
          most = Math.max(most, ofProducts(kernels));
        }
        most = Math.max(most, ofFusedSteps(kernels));
      }
    }
    System.out.println(most);
  }

  /** Demands that a JVM that ran this program has printed no more than small objects take. */
  static void assertNone(String printed) {
    long bytes = Long.parseLong(printed);
    assertTrue(bytes <= MOST_BYTES_PER_CALL, bytes + " bytes per call");
  }

  private static long ofProducts(Kernels kernels) {
    long most = 0;
    for (Product product : Product.values()) {
      for (int[] shape : SHAPES) {
        for (boolean accumulate : new boolean[] {false, true}) {
          most = Math.max(most, warm(kernels, product, shape, accumulate));
          if (most > MOST_BYTES_PER_CALL) {
            return most; // the rest would take as long to give up
          }
        }
      }
    }
    return most;
  }

  /**
   * Steps of two nets with one hidden layer, and of nets of several depths and of every activation.
   * Rows, columns and weights each are more than the bytes allowed.
   */
  private static long ofFusedSteps(Kernels kernels) {
    Given given = new Given(2, 8 << 20);
    long ofShallow =
        ofFusedStep(
            kernels,
            given,
            List.of(member(given, new Relu(), 50, 10), member(given, new Relu(), 70, 10)));
    List<NetArray.Member> all = new ArrayList<>();
    for (Activation activation : Activation.all()) {
      all.add(member(given, activation, 60, 40, 10));
    }
    for (Optimizer optimizer : Optimizer.all()) {
      all.add(member(given, new Relu(), optimizer, 0.2, 60, 40, 10));
    }
    all.add(member(given, new Tanh(), 50, 40, 30, 10));
    all.add(member(given, new Identity(), 20, 10));
    all.add(member(given, new Relu(), 10));
    long ofAll = ofFusedStep(kernels, given, all);
    return Math.max(ofShallow, ofAll);
  }

  private static long ofFusedStep(Kernels kernels, Given given, List<NetArray.Member> members) {
    try (Workspace workspace = new Workspace()) {
      TrainingStep step = kernels.fusedStep(new NetArray(members), BATCH, workspace).orElseThrow();
      step.load();
      Batch rows =
          Batch.all(workspace.pixels(BATCH, INPUTS), Normalization.unit(workspace, INPUTS));
      Labels labels = workspace.labels(BATCH);
      double[] losses = new double[members.size()];
      double[] rates = new double[members.size()];
      Arrays.setAll(rates, i -> 1e-3 / (i + 1));
      List<Matrix> scores = members.stream().map(member -> given.random(BATCH, 10)).toList();
      long ofTraining = warm(() -> step.train(losses, rows, labels, rates, 1));
      return Math.max(ofTraining, warm(() -> step.scores(scores, rows)));
    }
  }

  private static NetArray.Member member(Given given, Activation activation, int... widths) {
    return member(given, activation, new Sgd(), 0, widths);
  }

  private static NetArray.Member member(
      Given given, Activation activation, Optimizer optimizer, double dropout, int... widths) {
    List<List<NetArray.Layer>> slots =
        optimizer.slots().stream().map(_ -> layers(given, widths)).toList();
    return new NetArray.Member(
        layers(given, widths),
        activation,
        new SoftmaxCrossEntropy(),
        ClassWeights.NONE,
        0.1,
        dropout,
        0,
        0,
        optimizer,
        slots);
  }

  private static List<NetArray.Layer> layers(Given given, int... widths) {
    List<NetArray.Layer> layers = new ArrayList<>();
    int inputs = INPUTS;
    for (int width : widths) {
      layers.add(new NetArray.Layer(given.random(inputs, width), given.random(1, width)));
      inputs = width;
    }
    return layers;
  }

  /** Compiling goes on in the background, so a fixed number of calls would not do for sure. */
  private static long warm(Kernels kernels, Product product, int[] shape, boolean accumulate) {
    Given given = new Given(1);
    Product.Operand aShape = product.a(shape[0], shape[2]);
    Product.Operand bShape = product.b(shape[2], shape[1]);
    Matrix a = given.random(aShape.rows(), aShape.columns());
    Matrix b = given.random(bShape.rows(), bShape.columns());
    Matrix c = given.random(shape[0], shape[1]);
    return warm(() -> product.run(kernels, c, a, b, accumulate));
  }

  private static long warm(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Duration start = processorTime();
    long bytes;
    int rounds = 0;
    do {
      rounds++;
      long before = threads.getTotalThreadAllocatedBytes();
      for (int call = 0; call < CALLS; call++) {
        work.run();
      }
      bytes = (threads.getTotalThreadAllocatedBytes() - before) / CALLS;
    } while (bytes > MOST_BYTES_PER_CALL
        && (rounds < LEAST_ROUNDS || processorTime().minus(start).compareTo(LONGEST_WARM_UP) < 0));
    return bytes;
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }
}
