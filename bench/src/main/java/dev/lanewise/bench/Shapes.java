package dev.lanewise.bench;

import dev.lanewise.bench.ProductShape.Form;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fixed set of products that every benchmark and every comparison measures: squares, the
 * products of a training step of the two-layer net (D = 3072, C = 10), odd sizes, and whole steps
 * of nets of any depth.
 */
public final class Shapes {

  /** D: values of a CIFAR-10 image. */
  static final int INPUTS = 3072;

  /** C: classes of CIFAR-10. */
  static final int CLASSES = 10;

  private static final String TRAIN = "train-";

  private static final Optimizer ADAM = new Adam(0.9, 0.999, 1e-8);

  private static final int[] SQUARES = {64, 128, 256, 512, 1024, 2048, 4096};
  private static final int[] ODD = {97, 251, 509, 1021};

  /**
   * A net of the step group.
   *
   * @param batch N
   * @param hidden H
   */
  public record Net(int batch, int hidden) {
    /** How names of shapes end: {@code 100x50}. */
    @Override
    public String toString() {
      return batch + "x" + hidden;
    }
  }

  /**
   * A net of the group of whole steps.
   *
   * @param batch N
   * @param widths of the inputs, the hidden layers and the classes
   * @param optimizer by which it is trained
   */
  public record TrainingNet(int batch, List<Integer> widths, Optimizer optimizer) {

    /** A net trained by SGD. */
    public TrainingNet(int batch, List<Integer> widths) {
      this(batch, widths, new Sgd());
    }

    static TrainingNet of(Net net) {
      return new TrainingNet(net.batch(), List.of(INPUTS, net.hidden(), CLASSES));
    }

    /** D. */
    public int inputs() {
      return widths.getFirst();
    }

    /** C. */
    public int classes() {
      return widths.getLast();
    }

    /** Widths of the hidden layers. */
    public List<Integer> hidden() {
      return widths.subList(1, widths.size() - 1);
    }

    /**
     * Multiplications and additions of a step for one sample: each layer's forward pass and its dW,
     * and dX of all layers but the first.
     */
    int products() {
      int sum = 0;
      for (int i = 0; i + 1 < widths.size(); i++) {
        sum += (i == 0 ? 2 : 3) * widths.get(i) * widths.get(i + 1);
      }
      return sum;
    }

    TrainingNet by(Optimizer other) {
      return new TrainingNet(batch, widths, other);
    }

    private boolean isSgd() {
      return optimizer.equals(new Sgd());
    }

    /** Whether it has the inputs and classes of CIFAR-10 and one hidden layer. */
    private boolean isOfStepGroup() {
      return NETS.stream().anyMatch(net -> by(new Sgd()).equals(of(net)));
    }

    /** The key in the record, without its beginning {@code train-}. */
    @Override
    public String toString() {
      String sizes =
          isOfStepGroup() ? new Net(batch, hidden().getFirst()).toString() : batch + "x" + join();
      return isSgd() ? sizes : optimizer.name() + "-" + sizes;
    }

    /** As tables show it: {@code 100, 50} for nets of the step group. */
    public String text() {
      String sizes = batch + ", " + (isOfStepGroup() ? hidden().getFirst() : join());
      return isSgd() ? sizes : sizes + ", " + optimizer.name();
    }

    private String join() {
      return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
  }

  /** The nets of the step group. */
  public static final List<Net> NETS =
      List.of(new Net(100, 50), new Net(100, 100), new Net(200, 500), new Net(512, 1024));

  /** The nets of the group of whole steps: those of the step group, and others. */
  public static final List<TrainingNet> TRAINING_NETS =
      Stream.concat(
              NETS.stream().map(TrainingNet::of),
              Stream.of(
                  new TrainingNet(128, List.of(INPUTS, 512, 256, CLASSES)),
                  new TrainingNet(128, List.of(INPUTS, 256, 128, 64, CLASSES)),
                  new TrainingNet(128, List.of(INPUTS, 100, 100, CLASSES)),
                  new TrainingNet(100, List.of(784, 100, CLASSES)), // MNIST
                  new TrainingNet(100, List.of(28, 300, 300, CLASSES)), // a table
                  TrainingNet.of(new Net(100, 100)).by(ADAM),
                  new TrainingNet(128, List.of(INPUTS, 512, 256, CLASSES), ADAM),
                  new TrainingNet(128, List.of(INPUTS, 256, 128, 64, CLASSES), ADAM)))
          .toList();

  private static final List<ProductShape> ALL = build();

  private Shapes() {}

  private static List<ProductShape> build() {
    List<ProductShape> all = new ArrayList<>();
    for (int n : SQUARES) {
      all.add(new ProductShape("square-" + n, Group.SQUARES, Form.PLAIN, n, n, n));
    }
    for (Net net : NETS) {
      all.addAll(step(net));
    }
    for (int n : ODD) {
      all.add(new ProductShape("odd-" + n, Group.ODD, Form.PLAIN, n, n, n));
    }
    for (TrainingNet net : TRAINING_NETS) {
      all.add(
          new ProductShape(
              TRAIN + net, Group.TRAINING, Form.PLAIN, net.batch(), 1, net.products()));
    }
    return List.copyOf(all);
  }

  /** The five products of a step, and dX of a hidden layer of H inputs and H outputs. */
  private static List<ProductShape> step(Net net) {
    int n = net.batch();
    int h = net.hidden();
    return List.of(
        step("forward1", net, Form.PLAIN, n, h, INPUTS), // X · W1
        step("scores", net, Form.PLAIN, n, CLASSES, h), // H · W2
        step("dW2", net, Form.TRANS_A, h, CLASSES, n), // Hᵀ · dS
        step("dH", net, Form.TRANS_B, n, h, CLASSES), // dS · W2ᵀ
        step("dW1", net, Form.TRANS_A, INPUTS, h, n), // Xᵀ · dH
        step("dX", net, Form.TRANS_B, n, h, h)); // dH · Wᵀ
  }

  private static ProductShape step(String what, Net net, Form form, int m, int n, int k) {
    return new ProductShape(what + "-" + net, Group.STEP, form, m, n, k);
  }

  /**
   * The net of a whole step, by its key with or without {@code train-}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrainingNet trainingNet(String key) {
    return TRAINING_NETS.stream()
        .filter(net -> key.equals(net.toString()) || key.equals(TRAIN + net))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no training step is called " + key));
  }

  /** All shapes in the order in which they are measured and printed. */
  public static List<ProductShape> all() {
    return ALL;
  }

  /** The single products among them. */
  public static List<ProductShape> products() {
    return ALL.stream().filter(shape -> shape.group() != Group.TRAINING).toList();
  }

  /**
   * The shape of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ProductShape named(String name) {
    return ALL.stream()
        .filter(shape -> shape.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no product is called " + name));
  }

  /**
   * The shapes in whose name, or group, {@code pattern} is found, ignoring case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static List<ProductShape> matching(String pattern) {
    Pattern compiled = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    List<ProductShape> found =
        ALL.stream()
            .filter(shape ->
                compiled.matcher(shape.name()).find()
                    || compiled.matcher(shape.group().name()).matches())
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no product matches " + pattern);
    }
    return found;
  }
}
