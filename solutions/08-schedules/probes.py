"""How the exercises of `08-schedules` are driven; what is right is the same on the solution. This file ships."""
