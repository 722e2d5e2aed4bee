package dev.lanewise.bench.compare;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.PeakLoop;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.Shapes;
import dev.lanewise.bench.TrainingSet;
import dev.lanewise.bench.compare.Library.Multiplication;
import dev.lanewise.bench.compare.Library.Multiplier;
import dev.lanewise.bench.compare.Library.Training;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.SpeedCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process that holds one library, or the peak loop, and measures when told to. Reads commands
 * from standard input and answers each with one line:
 *
 * <ul>
 *   <li>{@code prepare SHAPE}: fills, checks, warms up; {@code ok} or {@code wrong}
 *   <li>{@code measure MILLIS}: GFLOPS of the product prepared last
 *   <li>{@code peak THREADS MILLIS}: GFLOPS of the peak loop
 * </ul>
 */
final class Worker {

  /** Stands for a library: the peak loop. */
  static final String PEAK = "peak";

  private static final double FIRST_WARM_UP_SECONDS = 2;
  private static final double WARM_UP_WINDOW_SECONDS = 0.05;
  private static final double SHARE_UNTIMED = 0.2;

  // The clock is read after this much work: 10 microseconds at 400 GFLOPS.
  private static final long FLOPS_BETWEEN_LOOKS = 4_000_000;

  private static final long FLOPS_OF_A_LONG_PRODUCT = 100_000_000_000L;

  private final boolean warmsUp;
  private final Multiplier library;
  private boolean warm;
  private Workspace workspace = new Workspace();
  private ProductShape shape = Shapes.all().getFirst();
  private Multiplication product = () -> {};

  private Worker(Library library, int threads) {
    this.warmsUp = library.warmsUp();
    this.library = library.load(threads);
  }

  /** Arguments: the library's name and the number of threads. */
  public static void main(String[] args) throws IOException {
    Signals.dieWithParent();
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Answers worker = args[0].equals(PEAK) ? peakLoop() : worker(args[0], args[1])::answer;
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      answers.println(worker.answer(line.split(" ", -1)));
      answers.flush();
    }
    System.exit(0);
  }

  private interface Answers {
    Object answer(String[] command);
  }

  private static Answers peakLoop() {
    PeakLoop loop = new PeakLoop();
    return command -> loop.gflops(Integer.parseInt(command[1]), 1e-3 * Long.parseLong(command[2]));
  }

  private static Worker worker(String name, String threads) {
    Library library =
        Library.all().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new Worker(library, Integer.parseInt(threads));
  }

  private Object answer(String[] command) {
    return switch (command[0]) {
      case "prepare" -> prepare(Shapes.named(command[1]));
      case "measure" -> measure(1e-3 * Long.parseLong(command[1]));
      default -> throw new IllegalArgumentException(command[0]);
    };
  }

  private String prepare(ProductShape shape) {
    workspace.close();
    workspace = new Workspace();
    this.shape = shape;
    if (shape.group() == Group.TRAINING) {
      return prepareTraining();
    }
    Operands operands = new Operands(shape, workspace);
    operands.fillIntegers();
    Multiplication exact = library.prepare(operands);
    exact.run();
    exact.copyResult(operands.c());
    if (!operands.productIsExact()) {
      return "wrong";
    }
    operands.fillUniform();
    product = library.prepare(operands);
    if (warmsUp) {
      warmUp();
    }
    return "ok";
  }

  private String prepareTraining() {
    TrainingSet set = new TrainingSet(shape, workspace);
    Training training = library.prepare(set);
    for (int batch = 0; batch < TrainingSet.CHECKED; batch++) {
      double loss = training.step(batch, true);
      if (!set.isRight(batch, loss)) {
        return "wrong loss " + loss + " of step " + batch + ", expected " + set.loss(batch);
      }
    }
    product =
        new Multiplication() {
          private int next;

          @Override
          public void run() {
            training.step(next, false);
            next = (next + 1) % TrainingSet.BATCHES;
          }
        };
    warmUp();
    return "ok";
  }

  /** Until windows stop getting faster: compilers work in the background. */
  private void warmUp() {
    if (!warm) {
      gflops(FIRST_WARM_UP_SECONDS);
      warm = true;
    }
    SpeedCheck.best(() -> gflops(WARM_UP_WINDOW_SECONDS));
  }

  /** Wakes threads and fills caches first, untimed; a product of seconds does not need that. */
  private double measure(double seconds) {
    if (shape.flops() < FLOPS_OF_A_LONG_PRODUCT) {
      gflops(SHARE_UNTIMED * seconds);
    }
    return gflops(seconds);
  }

  private double gflops(double seconds) {
    long batch = Math.max(1, FLOPS_BETWEEN_LOOKS / shape.flops());
    long start = System.nanoTime();
    long calls = 0;
    double elapsed;
    do {
      for (long i = 0; i < batch; i++) {
        product.run();
      }
      calls += batch;
      elapsed = (System.nanoTime() - start) * 1e-9;
    } while (elapsed < seconds);
    return calls * shape.flops() * 1e-9 / elapsed;
  }
}
