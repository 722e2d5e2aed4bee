package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JVM says of its mode, in the words of HotSpot 25. */
class BackendsModeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mixed mode, sharing | true",
        "mixed mode | true",
        "interpreted mode, sharing | false",
        "mixed mode, emulated-client, sharing | false",
        "mixed mode, emulated-client | false"
      })
  void vectorsAreForC2(String vmInfo, boolean compiled) {
    assertEquals(compiled, Backends.compilesVectors(vmInfo));
  }
}
