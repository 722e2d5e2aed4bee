package dev.lanewise.bench;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import dev.lanewise.train.TrainingSteps;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The training step: gather a batch of random pixels, forward, softmax loss, backward, SGD. GFLOPS
 * counts the products only. The parameters after a few steps are checked against those of a net on
 * the scalar kernels.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow"})
public class StepBenchmark {

  private static final int BATCHES = 20;
  private static final int CHECKED_STEPS = 3;
  private static final double LEARNING_RATE = 1e-4;

  /** Key of the net, as in {@link Shapes#TRAINING_NETS}. */
  @Param({
    "100x50",
    "100x100",
    "200x500",
    "512x1024",
    "128x3072-512-256-10",
    "128x3072-256-128-64-10",
    "128x3072-100-100-10",
    "100x784-100-10",
    "100x28-300-300-10",
    "adam-100x100",
    "adam-128x3072-512-256-10",
    "adam-128x3072-256-128-64-10"
  })
  public String net = "";

  private Trainer trainer;
  private Batch[] rows;
  private Labels[] labels;
  private int next;
  private long flops;

  /** A net and its rule. */
  private static final class Trainer {
    final Parameters net;
    final TrainingStep step;
    private long steps;
    private final double[] loss = new double[1];
    private final double[] rate = {LEARNING_RATE};

    Trainer(Kernels kernels, Workspace workspace, Shapes.TrainingNet shape) {
      int batch = shape.batch();
      NetSpec spec =
          NetSpec.twoLayer(shape.inputs(), 1, shape.classes()).withHidden(shape.hidden());
      net = Parameters.zeros(spec, workspace);
      net.initialize(1, 1);
      step =
          TrainingSteps.of(
              List.of(TrainableNet.of(net, shape.optimizer(), 0, workspace)),
              kernels,
              batch,
              batch,
              workspace);
      step.load();
    }

    double step(Batch rows, Labels labels) {
      step.train(loss, rows, labels, rate, ++steps);
      return loss[0];
    }
  }

  /** Fills the batches and checks a few steps. */
  @Setup
  public void setUp(EngineState engine) {
    Shapes.TrainingNet shape = Shapes.trainingNet(net);
    flops = 2L * shape.batch() * shape.products();
    fillBatches(engine.workspace(), shape);
    trainer = new Trainer(engine.kernels(), engine.workspace(), shape);
    Trainer expected = new Trainer(engine.scalar(), engine.workspace(), shape);
    for (int i = 0; i < CHECKED_STEPS; i++) {
      double loss = expected.step(rows[i], labels[i]);
      Equality.require(loss, trainer.step(rows[i], labels[i]), "loss of step " + i);
    }
    expected.step.store();
    trainer.step.store();
    for (int i = 0; i < expected.net.values().size(); i++) {
      Equality.require(
          expected.net.values().get(i), trainer.net.values().get(i), Parameters.name(i));
    }
  }

  private void fillBatches(Workspace workspace, Shapes.TrainingNet shape) {
    int batch = shape.batch();
    int samples = BATCHES * batch;
    Normalization unit = Normalization.unit(workspace, shape.inputs());
    Batch all = Batch.all(RandomMatrices.pixels(workspace, samples, shape.inputs()), unit);
    Labels classes = RandomMatrices.labels(workspace, samples, shape.classes());
    rows = new Batch[BATCHES];
    labels = new Labels[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      rows[i] = Batch.range(all.source(), unit, i * batch, (i + 1) * batch);
      labels[i] = classes.slice(i * batch, (i + 1) * batch);
    }
  }

  /** One step; {@code samples} per second is N times its rate. */
  @Benchmark
  public double step(Speed speed) {
    next = (next + 1) % BATCHES;
    speed.add(flops);
    return trainer.step(rows[next], labels[next]);
  }
}
