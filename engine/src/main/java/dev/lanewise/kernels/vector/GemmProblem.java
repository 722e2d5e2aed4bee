package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;

/**
 * {@code C = A · B} or {@code C += A · B}, A and B transposed or not.
 *
 * @param c (m, n)
 * @param a (m, k), or (k, m) if {@code transA}
 * @param b (k, n), or (n, k) if {@code transB}
 */
record GemmProblem(
    Matrix c, Matrix a, boolean transA, Matrix b, boolean transB, boolean accumulate) {

  /** Length of the chains of fma. */
  int k() {
    return transA ? a.rows() : a.columns();
  }
}
