package dev.lanewise.bench;

import dev.lanewise.kernels.Kernels;
import java.util.List;

/**
 * One product of the fixed set: C (m, n) = op(A) · op(B), summed over k; or a whole training step.
 * Not a matrix: {@link Operands} holds those.
 *
 * @param name what the command line and the record call it, such as {@code dW1-100x50}
 * @param group the group it is averaged with
 * @param form which operand is transposed
 * @param m rows of C
 * @param n columns of C
 * @param k summed length
 */
public record ProductShape(String name, Group group, Form form, int m, int n, int k) {

  /** What shapes are averaged in. */
  public enum Group {
    /** Powers of two, the same in all directions. */
    SQUARES,
    /** The products of a training step. */
    STEP,
    /** Primes, the same in all directions. */
    ODD,
    /**
     * Whole training steps, counted as one product of as many operations: m = N, n = 1, k the
     * multiplications for one sample.
     */
    TRAINING;

    /** The groups of single products. */
    public static final List<Group> OF_PRODUCTS = List.of(SQUARES, STEP, ODD);
  }

  /** Which operand of the product is transposed. */
  public enum Form {
    /** {@code A · B}: A (m, k), B (k, n). */
    PLAIN,
    /** {@code Aᵀ · B}: A (k, m), B (k, n). */
    TRANS_A,
    /** {@code A · Bᵀ}: A (m, k), B (n, k). */
    TRANS_B
  }

  /** Floating-point operations: a multiplication and an addition each. */
  public long flops() {
    return 2L * m * n * k;
  }

  /** The sizes as text, {@code m x n x k}, with the form where it is not plain. */
  public String sizes() {
    String sizes = m + " x " + n + " x " + k;
    return switch (form) {
      case PLAIN -> sizes;
      case TRANS_A -> sizes + ", Aᵀ";
      case TRANS_B -> sizes + ", Bᵀ";
    };
  }

  /** Runs the product on {@code kernels}. Modified: the C of the operands. */
  public void multiply(Kernels kernels, Operands operands) {
    switch (form) {
      case PLAIN -> kernels.matmul(operands.c(), operands.a(), operands.b(), false);
      case TRANS_A -> kernels.matmulTransA(operands.c(), operands.a(), operands.b(), false);
      case TRANS_B -> kernels.matmulTransB(operands.c(), operands.a(), operands.b(), false);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
