"""Product photographs made from code: model, light, render, develop."""
