#!/bin/sh
# No package starts a service while it is installed.
exit 101
