package dev.lanewise.bench;

import dev.lanewise.bench.ProductShape.Form;
import dev.lanewise.bench.ProductShape.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The fixed set of products that every benchmark and every comparison measures: squares, the
 * products of a training step of the two-layer net (D = 3072, C = 10), odd sizes, and whole steps.
 */
public final class Shapes {

  /** D: values of a CIFAR-10 image. */
  static final int INPUTS = 3072;

  /** C: classes of CIFAR-10. */
  static final int CLASSES = 10;

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

  /** The nets of the step group. */
  public static final List<Net> NETS =
      List.of(new Net(100, 50), new Net(100, 100), new Net(200, 500), new Net(512, 1024));

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
    for (Net net : NETS) {
      int k = 2 * INPUTS + 3 * CLASSES;
      all.add(
          new ProductShape(
              "train-" + net, Group.TRAINING, Form.PLAIN, net.batch(), net.hidden(), k));
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
