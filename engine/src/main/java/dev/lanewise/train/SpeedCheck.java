package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import dev.lanewise.optim.Sgd;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A quick measure of what the engine does on this machine, in one to six seconds each: the best
 * short window, measured until windows stop getting faster, since compilers work in the background.
 */
public final class SpeedCheck {

  /** Rows and columns of the matrices multiplied. */
  public static final int PRODUCT_SIZE = 512;

  /** Inputs of the net whose step is measured: values of a CIFAR-10 image. */
  public static final int INPUTS = 3072;

  /** Hidden units of that net, and its batch size. */
  public static final int HIDDEN = 100;

  private static final int CLASSES = 10;
  private static final int BATCHES = 20;
  private static final double WINDOW_SECONDS = 0.05;
  private static final int WINDOWS_WITHOUT_GAIN = 12;
  private static final double MOST_SECONDS = 6;
  private static final double GAIN = 1.02;

  private SpeedCheck() {}

  /**
   * How long {@link WarmUp} takes before that net is trained; in a JVM that has done it, nothing.
   */
  public static double warmUpSeconds(Kernels kernels) {
    long start = System.nanoTime();
    NetSpec net = NetSpec.twoLayer(INPUTS, HIDDEN, CLASSES);
    WarmUp.of(net, TrainingConfig.DEFAULT.withBatchSize(HIDDEN), kernels);
    return (System.nanoTime() - start) * 1e-9;
  }

  /** GFLOPS of fma in registers on all threads, the most a product could reach; 0 for scalar. */
  public static double peakGflops(Kernels kernels) {
    return best(() -> kernels.peakGflops(WINDOW_SECONDS));
  }

  /** Both of the FMA peak and of a square product, measured in turn. */
  public static ProductSpeed productSpeed(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Matrix a = workspace.matrix(PRODUCT_SIZE, PRODUCT_SIZE);
      Matrix b = workspace.matrix(PRODUCT_SIZE, PRODUCT_SIZE);
      Matrix c = workspace.matrix(PRODUCT_SIZE, PRODUCT_SIZE);
      a.fill(0.5f);
      b.fill(0.25f);
      double flops = 2.0 * PRODUCT_SIZE * PRODUCT_SIZE * PRODUCT_SIZE;
      return ProductSpeed.of(
          () -> kernels.peakGflops(WINDOW_SECONDS),
          () -> flops * 1e-9 * rate(() -> kernels.matmul(c, a, b, false)));
    }
  }

  /** Samples per second of training steps: a two-layer net on batches of {@link #HIDDEN} images. */
  public static double stepSamplesPerSecond(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Pixels pixels = workspace.pixels(BATCHES * HIDDEN, INPUTS);
      Labels labels = workspace.labels(HIDDEN);
      NetSpec spec = NetSpec.twoLayer(INPUTS, HIDDEN, CLASSES);
      Parameters net = Parameters.zeros(spec, workspace);
      net.initialize(1, 1);
      List<TrainableNet> nets = List.of(TrainableNet.of(net, new Sgd(), 0, workspace));
      TrainingStep step = TrainingSteps.of(nets, kernels, HIDDEN, HIDDEN, workspace);
      step.load();
      double[] losses = new double[1];
      double[] rates = {1e-4};
      Normalization unit = Normalization.unit(workspace, INPUTS);
      Batch[] batches = new Batch[BATCHES];
      for (int i = 0; i < BATCHES; i++) {
        batches[i] = Batch.range(pixels, unit, i * HIDDEN, (i + 1) * HIDDEN);
      }
      return best(() ->
          HIDDEN
              * BATCHES
              * rate(() -> {
                for (Batch batch : batches) {
                  step.train(losses, batch, labels, rates, 1);
                }
              }));
    }
  }

  /** The best of many windows, measured until they stop getting faster, for 6 seconds at most. */
  public static double best(DoubleSupplier window) {
    Best best = new Best();
    while (best.mayGain()) {
      best.add(window.getAsDouble());
    }
    return best.rate();
  }

  /** The best of the windows so far, and whether another may be better. */
  static final class Best {

    private final long start = System.nanoTime();
    private double rate;
    private int withoutGain;

    /** Takes the rate of a window. */
    void add(double window) {
      withoutGain = window > GAIN * rate ? 0 : withoutGain + 1;
      rate = Math.max(rate, window);
    }

    boolean mayGain() {
      return withoutGain < WINDOWS_WITHOUT_GAIN && System.nanoTime() - start <= MOST_SECONDS * 1e9;
    }

    double rate() {
      return rate;
    }
  }

  /** Runs per second over one window. */
  private static double rate(Runnable work) {
    long start = System.nanoTime();
    long elapsed;
    long runs = 0;
    do {
      work.run();
      runs++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < WINDOW_SECONDS * 1e9);
    return runs * 1e9 / elapsed;
  }
}
