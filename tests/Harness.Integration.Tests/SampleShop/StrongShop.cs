namespace Harness.Integration.Tests.SampleShop;

/// <summary>The shop with its defences.</summary>
public sealed class StrongShop() : Shop("on");
