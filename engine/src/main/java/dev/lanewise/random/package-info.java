/**
 * Random numbers that are pure functions of a seed, a purpose and a position, so that a resumed
 * training draws what an uninterrupted one draws. Builds on the JDK only. Begin with {@link
 * dev.lanewise.random.CounterRandom}.
 */
package dev.lanewise.random;
