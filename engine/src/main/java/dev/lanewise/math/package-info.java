/** Functions of one float that give the same bits on every machine. */
package dev.lanewise.math;
