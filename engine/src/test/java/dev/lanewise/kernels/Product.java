package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;

/** The three products, and what each must give: written from the specification on plain arrays. */
enum Product {
  /** C = A B. */
  PLAIN,
  /** C = Aᵀ B. */
  TRANS_A,
  /** C = A Bᵀ. */
  TRANS_B;

  /** An (m, k) operand, or (k, m) where it is taken transposed. */
  Operand a(int m, int k) {
    return this == TRANS_A ? new Operand(k, m) : new Operand(m, k);
  }

  /** A (k, n) operand, or (n, k) where it is taken transposed. */
  Operand b(int k, int n) {
    return this == TRANS_B ? new Operand(n, k) : new Operand(k, n);
  }

  /** The shape of an operand as the method takes it. */
  record Operand(int rows, int columns) {}

  /** Calls the operation. */
  void run(Kernels kernels, Matrix c, Matrix a, Matrix b, boolean accumulate) {
    switch (this) {
      case PLAIN -> kernels.matmul(c, a, b, accumulate);
      case TRANS_A -> kernels.matmulTransA(c, a, b, accumulate);
      case TRANS_B -> kernels.matmulTransB(c, a, b, accumulate);
    }
  }

  /** (m, k) elements of A row by row, whichever way the matrix lies. */
  float[] left(Matrix a) {
    return this == TRANS_A ? transposed(a) : a.toArray();
  }

  /** (k, n) elements of B row by row, whichever way the matrix lies. */
  float[] right(Matrix b) {
    return this == TRANS_B ? transposed(b) : b.toArray();
  }

  private static float[] transposed(Matrix x) {
    float[] values = x.toArray();
    float[] transposed = new float[values.length];
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        transposed[j * x.rows() + i] = values[i * x.columns() + j];
      }
    }
    return transposed;
  }

  /**
   * Each element one chain of fma over ascending p.
   *
   * @param c (m, n) where the chains start. Modified.
   */
  static float[] chain(float[] c, float[] a, float[] b, int m, int n, int k) {
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        float aip = a[i * k + p];
        for (int j = 0; j < n; j++) {
          c[i * n + j] = Math.fma(aip, b[p * n + j], c[i * n + j]);
        }
      }
    }
    return c;
  }
}
